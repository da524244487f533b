from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.i18n import LOCALES, catalogs
from tools.messages import add, remove


@pytest.fixture(autouse=True)
def _copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(catalogs.FOLDER, tmp_path / "locale")
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path / "locale")


def test_what_is_added_and_removed_leaves_the_files_as_they_were() -> None:
    before = {locale: catalogs.path_of(locale).read_text("utf-8") for locale in LOCALES}
    add("zzz.first", {"en": 'With "quotes"\nand {braces}', "ko": "따옴표"}, None)
    message = catalogs.read("en").get("zzz.first")
    remove(["zzz.first"])

    assert message is not None
    assert message.string == 'With "quotes"\nand {braces}'
    assert {locale: catalogs.path_of(locale).read_text("utf-8") for locale in LOCALES} == before


def test_english_may_have_a_singular() -> None:
    add("zzz.ahead", {"en": "{count} pictures", "ko": "{count}장"}, "{count} picture")

    english, korean = (catalogs.read(locale).get("zzz.ahead") for locale in ("en", "ko"))
    assert english is not None
    assert korean is not None
    assert (english.string, korean.string) == (("{count} picture", "{count} pictures"), "{count}장")


def test_two_who_add_at_once_lose_nothing() -> None:
    keys = [f"zzz.key{number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: add(key, {"en": key, "ko": key}, None), keys))

    assert [key for key in keys for locale in LOCALES if catalogs.read(locale).get(key) is None] == []
