"""The same photo and the same words ask for the same picture, wherever they are sent."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.config import Settings
from bot.images import Uploads, recipe_of
from bot.people import PersonId
from bot.requests import Image2Image, Request
from tests.handlers.discord.house import House
from tests.handlers.discord.world import World, png
from tests.handlers.telegram.house import telegram_house
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.web.house import House as WebHouse
from tests.handlers.web.visitor import Visitor

WISH, SEED = "海の夕焼け", 7
"""In neither Korean nor English: taken as it is, so that this is about the ways in."""


def painted(picture: bytes) -> tuple[Request, bytes]:
    """What was asked for, and what came of it."""
    recipe = recipe_of(picture)
    assert recipe is not None
    with Image.open(BytesIO(picture)) as image:
        return recipe.request, image.tobytes()


async def by_discord(house: House, world: World) -> tuple[Request, bytes]:
    await world.imagine(WISH, seed=SEED, exact=True, image=("photo.png", png()))
    await house.settled()
    return painted(await world.message.attachments[0].read())


async def by_telegram(folder: Path) -> tuple[Request, bytes]:
    telegram, uploads = LoopbackTelegram(None), Uploads(Settings(_env_file=None))
    async with telegram.serving(), telegram_house(folder, telegram, uploads) as house:
        alice = telegram.person("Alice")
        await alice.shown(alice.send_photo(png(), f"{WISH} --raw --exact --seed {SEED}"))
        (job,) = await house.jobs_of(alice)
        picture = await house.studio.store.file(job.results[0])
    await uploads.stop()
    return painted(picture)


async def by_page(folder: Path) -> tuple[Request, bytes]:
    house = await WebHouse(folder).open()
    try:
        async with Visitor(house.url) as visitor:
            await visitor.arrive()
            status, _ = await visitor.ask(png(), text=WISH, seed=str(SEED), exact="true")
            assert status < 300
            await house.settled()
            (head, *_) = await house.studio.store.jobs_of(PersonId(1))
            return painted(await house.studio.store.file(head.results[0]))
    finally:
        await house.close()


def by_terminal(folder: Path) -> tuple[Request, bytes]:
    folder.mkdir()
    (folder / "photo.png").write_bytes(png())
    words = [WISH, "--raw", "--exact", "--seed", str(SEED), "--image", "photo.png", "--out", "out.png"]
    environment = {**os.environ, "BACKEND": "fake", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "bot", "imagine", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return painted((folder / "out.png").read_bytes())


async def test_the_same_photo_and_words_are_the_same_request_everywhere(
    house: House, world: World, tmp_path: Path
) -> None:
    everywhere = [
        await by_discord(house, world),
        await by_telegram(tmp_path / "telegram"),
        await by_page(tmp_path / "page"),
        await asyncio.to_thread(by_terminal, tmp_path / "terminal"),
    ]

    (request,) = {request for request, _ in everywhere}
    assert isinstance(request, Image2Image)
    assert (request.prompt, request.seed, request.exact) == (WISH, SEED, True)
    assert len({picture for _, picture in everywhere}) == 1
