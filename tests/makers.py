"""Requests, jobs and a clock for tests."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from bot.jobs import Job, JobId, new_job_id
from bot.people import Account, Address, Locale, PersonId, Place, Platform
from bot.plan import PromptPlan
from bot.requests import Hash, Image2Image, Request, Text2Image
from bot.store import Store
from bot.store.database import Database


@dataclass
class ManualClock:
    """Unix seconds that pass when they are told to."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def a_request(*, seed: int = 1, count: int = 1, prompt: str = "a sea", steps: int = 4, px: int = 128) -> Text2Image:
    return Text2Image(
        prompt=prompt,
        prompt_2="",
        negative_prompt="",
        width=px,
        height=px,
        num_inference_steps=steps,
        guidance_scale=5.0,
        scheduler="euler",
        seed=seed,
        count=count,
        checkpoint="fake",
    )


def over(image: Hash, strength: float, painting: Text2Image | None = None) -> Image2Image:
    return Image2Image.over(painting or a_request(), image, strength)


def a_job(
    person: PersonId,
    request: Request | None = None,
    *,
    job_id: str = "",
    platform: Platform = "discord",
    locale: Locale = "en",
    message: str = "",
    plan: PromptPlan | None = None,
) -> Job:
    return Job(
        id=JobId(job_id) if job_id else new_job_id(),
        person=person,
        place=Place(platform, "somewhere"),
        address=Address(platform=platform, locale=locale, channel="art", message=message),
        request=request or a_request(),
        plan=plan or PromptPlan(text="바다", language="ko"),
        queued_at=1.0,
    )


def with_tables(folder: Path) -> Path:
    """The folder, with the tables of a new store in it: to make them one by one takes longer than many a test."""
    place = folder / "hwaga.db"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_tables())
    return folder


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "hwaga.db"
        database = Database(place)
        database.migrate()
        database.close()
        return place.read_bytes()


async def a_person(store: Store, name: str = "alice", platform: Platform = "discord") -> PersonId:
    return await store.person(Account(platform, name), "en")


def a_photo(colour: str = "red", px: int = 64, *, white: tuple[int, int, int, int] | None = None) -> bytes:
    """A PNG file of one colour; `white` is a box in it: left, top, right, bottom."""
    buffer = io.BytesIO()
    image = Image.new("RGB", (px, px), colour)
    if white is not None:
        image.paste("white", white)
    image.save(buffer, "PNG")
    return buffer.getvalue()
