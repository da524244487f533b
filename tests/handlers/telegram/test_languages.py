"""With the real prompt engine: what people write in their language, and are answered in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import NoJobYet
from bot.i18n import say, say_problem
from bot.images import Uploads
from bot.people import Locale
from bot.prompt.planner import Planner
from tests.handlers.telegram.house import TelegramHouse, telegram_house
from tests.handlers.telegram.methods import TEXT_LIMIT
from tests.handlers.telegram.server import LoopbackTelegram
from tests.handlers.telegram.world import Post
from tests.hostile import texts
from tests.makers import a_photo

PATIENCE_S = 120
"""While the analysis loads its models, on a busy machine."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads, planner: Planner
) -> AsyncIterator[TelegramHouse]:
    async with telegram_house(tmp_path, telegram, uploads, planner=planner) as house:
        yield house


async def test_a_korean_caption_is_understood_and_answered_in_korean(
    house: TelegramHouse, telegram: LoopbackTelegram
) -> None:
    minji = telegram.person("민지", language="ko")
    status = await minji.shown(minji.send_photo(a_photo(), "노을 지는 바다"))

    assert status.seen[0] == say("ko", "stage.thinking")
    assert status.text.startswith(say("ko", "view.done"))
    assert f"{say('ko', 'plan.understood')}: " in status.text
    (job,) = await house.jobs_of(minji)
    assert job.request.task == "image2image"
    assert "sunset" in job.request.prompt
    assert status.picture is not None


@pytest.mark.long
async def test_every_hostile_text_ends_in_a_picture_or_in_words(
    house: TelegramHouse, telegram: LoopbackTelegram
) -> None:
    typed = [text.encode("utf-8", "ignore").decode()[: TEXT_LIMIT // 2] for text in texts()]
    answers = [await last_word(telegram, text) for text in filter(str.strip, typed)]
    await house.settled()

    assert len(answers) > 150
    assert all(answer.text for answer in answers)
    assert not [answer.text for answer in answers if answer.words.of("mention")]
    assert sum(answer.has_media for answer in answers) > 100


async def last_word(telegram: LoopbackTelegram, text: str) -> Post:
    """The one message that somebody gets for a text, when nothing will be added to it."""
    person = telegram.person("Mallory")
    answer = await person.answered(person.write(text))
    told_at_once = answer.seen[0] != say("en", "stage.thinking")
    await telegram.world.until(lambda: answer.ended or told_at_once, PATIENCE_S)
    assert person.posts == [answer]
    return answer


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("language", "ours"), [("ko-KR", "ko"), ("en-GB", "en"), ("fi", "en"), ("", "en")])
async def test_people_are_spoken_to_in_their_language(telegram: LoopbackTelegram, language: str, ours: Locale) -> None:
    person = telegram.person("Somebody", language=language)
    nothing_to_cancel = await person.answered(person.write("/cancel"))

    assert nothing_to_cancel.text == say_problem(ours, NoJobYet("").problem)
