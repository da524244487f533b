"""The main job as a person has it: Korean words and a photo into the whole app, a picture out that follows both.

On the built-in checkpoint, with the real engine and the real analysis. Fewer steps than people get, which is harder.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console

from bot.app import App, create
from bot.commands.base import Upload
from bot.commands.imagine import ImagineOptions, imagine
from bot.config import Settings
from bot.handlers.terminal.context import TerminalContext
from bot.handlers.terminal.front import TerminalFront
from bot.images import recipe_of
from bot.jobs import Job, JobState

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEEDS = range(10)
FEW = SEEDS[:5]
STEPS = 6
LIMIT_S = 300

Picture = NDArray[np.float64]
"""[height, width, 3], 0-255."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("data"), torch_threads=1, jobs_per_person=100)
    app = create(settings, [TerminalFront(Console(quiet=True))])
    await app.start()
    yield app
    await app.stop()


async def finished(app: App, options: ImagineOptions) -> Job:
    job = await imagine(TerminalContext("ko"), options, app.studio)
    async with asyncio.timeout(LIMIT_S):
        await app.studio.delivery.settled(job.id)
    job = await app.studio.store.job(job.id) or job
    assert job.state == JobState.DONE, job.problem
    return job


async def paintings(
    app: App, text: str, photo: bytes | None = None, strength: float | None = None, seeds: Iterable[int] = SEEDS
) -> list[Picture]:
    """One of each seed."""
    image = None if photo is None else Upload(photo)
    wanted = [ImagineOptions(text=text, image=image, strength=strength, seed=seed, steps=STEPS) for seed in seeds]
    jobs = await asyncio.gather(*(finished(app, options) for options in wanted))
    return [pixels(await app.studio.store.file(job.results[0])) for job in jobs]


def pixels(png: bytes) -> Picture:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.float64)


def redness(picture: Picture) -> float:
    return float(picture[..., 0].mean() - picture[..., 2].mean())


def greenness(picture: Picture) -> float:
    return float(picture[..., 1].mean() - picture[..., ::2].mean())


def blueness(picture: Picture) -> float:
    return float(picture[..., 2].mean() - picture[..., :2].mean())


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """As a phone sends it: a JPEG lying on its side, with the turn in its EXIF."""
    upright = Image.new("RGB", (120, 160), (245, 170, 190))
    upright.paste((70, 150, 60), (0, 100, 120, 160))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter clockwise
    path: Path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    upright.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    return path.read_bytes()


async def test_every_sea_at_night_is_darker_than_every_sea_at_day(app: App) -> None:
    night, day = await asyncio.gather(paintings(app, "밤 바다"), paintings(app, "낮 바다"))

    assert max(picture.mean() for picture in night) < min(picture.mean() for picture in day)


async def test_every_red_background_is_redder_than_every_blue_one(app: App) -> None:
    red, blue = await asyncio.gather(paintings(app, "빨간 배경"), paintings(app, "파란 배경"))

    assert min(map(redness, red)) > max(map(redness, blue))


async def test_what_weighs_more_shows_more_in_every_seed(app: App) -> None:
    snowy, wooded = await asyncio.gather(
        paintings(app, "(눈:1.4), [숲]", seeds=FEW), paintings(app, "[눈], (숲:1.4)", seeds=FEW)
    )

    assert all(white.mean() > green.mean() for white, green in zip(snowy, wooded, strict=True))


async def test_what_is_not_wanted_is_taken_out_of_every_seed(app: App) -> None:
    texts = ("들판", "들판 --no 초록색", "바다", "바다, 파란색 없이")
    field, ungreen, sea, unblue = await asyncio.gather(*(paintings(app, text, seeds=FEW) for text in texts))

    assert all(greenness(without) < greenness(usual) for usual, without in zip(field, ungreen, strict=True))
    assert all(blueness(without) < blueness(usual) for usual, without in zip(sea, unblue, strict=True))


async def test_a_photo_shows_through_at_low_strength_and_gives_way_at_high(app: App, photo: bytes) -> None:
    near, far = await asyncio.gather(paintings(app, "밤 바다", photo, 0.3), paintings(app, "밤 바다", photo, 0.9))

    original = pixels(await app.studio.uploads.read(Upload(photo)))
    height, width = near[0].shape[:2]
    original = np.asarray(Image.fromarray(original.astype(np.uint8)).resize((width, height)), dtype=np.float64)
    assert height > width  # upright, as the phone held it
    for close, distant in zip(near, far, strict=True):
        assert abs(close - original).mean() < abs(distant - original).mean()


async def test_the_picture_carries_what_paints_it_again(app: App) -> None:
    job = await finished(app, ImagineOptions(text="노을 지는 바다", seed=7, steps=STEPS))
    again = await finished(app, ImagineOptions(text="노을 지는 바다 --시드 7", steps=STEPS))

    recipe = recipe_of(await app.studio.store.file(job.results[0]))
    assert recipe is not None
    assert (recipe.request, recipe.plan) == (job.request, job.plan)
    assert "sunset" in job.request.prompt
    first, second = [pixels(await app.studio.store.file(done.results[0])) for done in (job, again)]
    assert np.array_equal(first, second)
