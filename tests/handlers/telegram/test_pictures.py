from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.errors import PictureTooLarge
from bot.i18n import say, say_problem
from bot.requests import Image2Image
from tests.handlers.telegram.house import WISH, TelegramHouse
from tests.handlers.telegram.person import Person
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post
from tests.hostile.honest import SIZE, painted
from tests.makers import a_photo

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def image_of(house: TelegramHouse, person: Person) -> Image.Image:
    """What the person's newest job begins from."""
    request = (await house.jobs_of(person))[0].request
    assert isinstance(request, Image2Image)
    return Image.open(BytesIO(await house.studio.store.file(request.image)))


def redness(post: Post) -> int:
    assert post.picture is not None
    pixel = Image.open(BytesIO(post.picture)).convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return int(pixel[0] - max(pixel[1:]))


async def test_a_photo_with_a_caption_is_painted_over_as_the_caption_says(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.send_photo(a_photo("red", 200), f"{WISH} --strength 0.05"))

    assert redness(status) > 200
    assert WISH in status.text
    assert (await image_of(house, alice)).size == (200, 200), "the largest size that Telegram has of it"


async def test_a_photo_alone_is_painted_over(house: TelegramHouse, alice: Person) -> None:
    status = await alice.shown(alice.send_photo(a_photo("red")))

    assert status.has_media
    assert (await image_of(house, alice)).getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mime", ["image/png", "application/octet-stream", ""])
async def test_a_picture_sent_as_a_file_is_one_too(house: TelegramHouse, alice: Person, mime: str) -> None:
    status = await alice.shown(alice.send_file(a_photo("blue", 90), WISH, mime=mime))

    assert status.has_media
    assert (await image_of(house, alice)).size == (90, 90)


@pytest.mark.parametrize("mime", ["image/heic", "application/octet-stream"])
async def test_a_phones_own_format_is_a_picture_too(house: TelegramHouse, alice: Person, mime: str) -> None:
    status = await alice.shown(alice.send_file(painted("HEIF", quality=50), WISH, name="IMG_1.HEIC", mime=mime))

    assert status.has_media
    assert (await image_of(house, alice)).size == SIZE


async def test_a_caption_may_begin_with_the_command(house: TelegramHouse, alice: Person) -> None:
    await alice.shown(alice.send_photo(a_photo("red"), f"/imagine {WISH} --seed 3"))

    (job,) = await house.jobs_of(alice)
    assert (job.request.task, job.request.seed, job.request.prompt) == ("image2image", 3, WISH)


async def test_a_picture_over_the_limit_is_refused_before_it_is_fetched(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    house.studio.settings.picture_max_mib = 0.0001
    answer = await alice.answered(alice.send_file(a_photo()))

    assert answer.text == say_problem("en", PictureTooLarge(0.0, 0.0001).problem)
    assert (telegram.of("getFile"), telegram.fetched) == ([], [])
    assert await house.jobs_of(alice) == []


async def test_a_file_of_another_kind_is_refused_before_it_is_fetched(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    answer = await alice.answered(alice.send_file(b"%PDF", mime="application/pdf"))

    assert answer.text == say("en", "error.unknown_picture")
    assert telegram.fetched == []
    assert await house.jobs_of(alice) == []


@pytest.mark.parametrize(
    ("data", "problem"), [(b"no picture", "error.unknown_picture"), (a_photo()[:60], "error.broken_picture")]
)
async def test_what_a_file_really_is_counts(house: TelegramHouse, alice: Person, data: bytes, problem: str) -> None:
    status = await alice.shown(alice.send_file(data))

    assert status.text == say("en", problem)
    assert alice.posts == [status]
    assert await house.jobs_of(alice) == []


@pytest.mark.usefixtures("house")
async def test_a_picture_that_cannot_be_fetched_is_told(telegram: LoopbackTelegram, alice: Person) -> None:
    telegram.refuse("getFile", 400, "Bad Request: file is temporarily unavailable")
    status = await alice.shown(alice.send_photo(a_photo()))

    assert status.text == say("en", "error.picture_gone")


async def test_a_command_that_takes_no_picture_does_not_fetch_one(
    house: TelegramHouse, telegram: LoopbackTelegram, alice: Person
) -> None:
    answer = await alice.answered(alice.send_photo(a_photo(), "/help"))

    assert answer.text == say("en", "help.telegram")
    assert telegram.fetched == []
    assert await house.jobs_of(alice) == []
