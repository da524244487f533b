from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.handlers.telegram.menu import Audience, menu
from bot.i18n import LOCALES
from bot.images import Uploads
from bot.people import Account, Locale
from tests.handlers.telegram.house import WISH, telegram_house
from tests.handlers.telegram.server import LoopbackTelegram

SCOPES = ("default", "all_group_chats", "all_chat_administrators")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("audience", get_args(Audience))
def test_names_and_descriptions_are_as_telegram_takes_them(locale: Locale, audience: Audience) -> None:
    rows = menu(locale, audience)

    assert 0 < len(rows) <= 100
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", row.command) for row in rows)
    assert all(0 < len(row.description.encode("utf-16-le")) // 2 <= 256 for row in rows)


def test_everybody_is_shown_what_they_may_do() -> None:
    names = {audience: {row.command for row in menu("en", audience)} for audience in get_args(Audience)}

    assert all({"imagine", "cancel", "help"} <= shown for shown in names.values())
    assert [audience for audience, shown in names.items() if "pause" in shown] == ["owner"]
    assert [audience for audience, shown in names.items() if "place" in shown] == ["managers", "owner"]
    assert [audience for audience, shown in names.items() if "mydata" in shown] == ["alone", "owner"]


@pytest.mark.asyncio(loop_scope="session")
async def test_the_menu_is_told_for_every_place_in_every_language(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads
) -> None:
    owners = (Account("telegram", "77"), Account("discord", "78"))
    async with telegram_house(tmp_path, telegram, uploads, locale="ko", owners=owners):
        await telegram.asked("setChatMenuButton")

    assert set(telegram.world.menus) == {(s, language) for s in (*SCOPES, "chat") for language in ("", "ko", "en")}
    first = {language: telegram.world.menus["default", language][0]["description"] for language in ("", "ko", "en")}
    assert first == {"": menu("ko")[0].description, "ko": menu("ko")[0].description, "en": menu("en")[0].description}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_menu_that_telegram_refuses_stops_nothing(
    tmp_path: Path, telegram: LoopbackTelegram, uploads: Uploads
) -> None:
    telegram.refuse("setMyCommands", 429, "Too Many Requests: retry after 300", retry_after_s=300, times=99)
    telegram.refuse("setChatMenuButton", 502, "Bad Gateway", times=99)
    async with telegram_house(tmp_path, telegram, uploads):
        alice = telegram.person("Alice")
        assert (await alice.shown(alice.write(WISH))).has_media
    assert telegram.world.menus == {}
