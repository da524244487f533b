"""An entry of a session as a request: from words, over the last picture, or on beyond its edge."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

from bot.engine.backend import Capabilities
from bot.jobs import JobId
from bot.plan import PromptPlan
from bot.requests import Hash, Image2Image, Outpaint, Request, Text2Image, shared
from bot.sessions.modes import MODES
from bot.sessions.session import Entry, Session
from bot.sizes import size_for

STRIP_SHARE = 0.25
"""Of a picture's width: what the next one sees of it in an exquisite corpse, and paints on from."""
STRENGTH = 0.7
"""Of what suits the checkpoint is too little for a joke and 1 loses the picture before."""


def job_id_of(session: Session, entry: Entry) -> JobId:
    """The same for the same try of the same entry, so that queuing it again after a crash is no second job."""
    return _job_id(session, entry, entry.tries)


def job_ids_of(session: Session, entry: Entry) -> tuple[JobId, ...]:
    """Those of all its tries, whether they were queued or not."""
    return tuple(_job_id(session, entry, tries) for tries in range(entry.tries + 1))


def _job_id(session: Session, entry: Entry, tries: int) -> JobId:
    return JobId(hashlib.sha256(f"{session.id}:{entry.number}:{tries}".encode()).hexdigest()[:16])


def wording(session: Session, text: str) -> str:
    """What is painted of a text: who paints a theme need not say it again."""
    with_theme = MODES[session.mode].reveals_rounds and session.theme
    return f"{session.theme}, {text}" if with_theme else text


def request_for(session: Session, entry: Entry, plan: PromptPlan, offers: Capabilities, source: Hash | None) -> Request:
    """`source` is the picture it goes on from, for "on" the `strip` of it. All of a session have one size."""
    width, height = size_for(1.0, offers.native_px)
    painting = Text2Image(
        prompt=plan.prompt,
        prompt_2=plan.prompt_2,
        negative_prompt=plan.negative_prompt,
        width=width,
        height=height,
        num_inference_steps=offers.num_inference_steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
        seed=seed_of(session, entry),
        count=1,
        checkpoint=offers.checkpoint,
    )
    way = MODES[session.mode].way
    if source is None or way == "words":
        return painting
    if way == "over":
        return Image2Image.over(painting, source, STRENGTH)
    return Outpaint(**shared(painting), image=source, right=width - strip_px(width))


def seed_of(session: Session, entry: Entry) -> int:
    """The same for all who paint a theme, so that their words make the difference; else each has its own."""
    return session.seed if MODES[session.mode].reveals_rounds else (session.seed + entry.number) % 2**32


def strip_px(width: int) -> int:
    """A multiple of 8, as all edges between old and new."""
    return int(width * STRIP_SHARE) // 8 * 8


def strip(png: bytes) -> bytes:
    """The right edge of a picture, as PNG. Takes milliseconds: not for the event loop."""
    with Image.open(BytesIO(png)) as picture:
        cut = picture.crop((picture.width - strip_px(picture.width), 0, picture.width, picture.height))
    out = BytesIO()
    cut.save(out, "PNG")
    return out.getvalue()


def joined(pngs: tuple[bytes, ...]) -> bytes:
    """An exquisite corpse, whole: each picture begins with the strip it was painted on from. PNG; not for the loop.

    It covers that strip of the one before: where the new begins, its own strip passes over into it, the old one ends.
    """
    pictures = [Image.open(BytesIO(png)).convert("RGB") for png in pngs]
    steps = [picture.width - strip_px(picture.width) for picture in pictures]
    whole = Image.new("RGB", (sum(steps[:-1]) + pictures[-1].width, max(picture.height for picture in pictures)))
    for number, picture in enumerate(pictures):
        whole.paste(picture, (sum(steps[:number]), 0))
    out = BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()
