from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.handlers.telegram.menu import menu
from bot.i18n import LOCALES
from bot.images import Uploads
from bot.people import Locale
from tests.handlers.telegram.house import WISH, telegram_house
from tests.handlers.telegram.server import LoopbackTelegram


@pytest.mark.parametrize("locale", LOCALES)
def test_names_and_descriptions_are_as_telegram_takes_them(locale: Locale) -> None:
    rows = menu(locale)

    assert 0 < len(rows) <= 100
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", row.command) for row in rows)
    assert all(0 < len(row.description.encode("utf-16-le")) // 2 <= 256 for row in rows)


@pytest.mark.asyncio(loop_scope="session")
async def test_where_there_is_no_menu_in_a_persons_language_they_see_the_bots(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads
) -> None:
    async with telegram_house(tmp_path, telegram, uploads, locale="ko"):
        await telegram.asked("setMyCommands", 2)

    menus = {language: menu[0]["description"] for language, menu in telegram.world.menus.items()}
    assert menus == {"": menu("ko")[0].description, "en": menu("en")[0].description}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_menu_that_telegram_refuses_stops_nothing(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads
) -> None:
    telegram.refuse("setMyCommands", 429, "Too Many Requests: retry after 300", retry_after_s=300, times=9)
    async with telegram_house(tmp_path, telegram, uploads):
        alice = telegram.person("Alice")
        assert (await alice.shown(alice.write(WISH))).has_media
    assert telegram.world.menus == {}
