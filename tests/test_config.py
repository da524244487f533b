from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Settings
from bot.people import Account

EXAMPLE = Path(__file__).parents[1] / ".env.example"
_LINE = re.compile(r"^#(?P<name>[A-Z_]+)=(?P<value>.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def test_the_example_lists_every_setting_once_and_nothing_else() -> None:
    names = [line["name"] for line in _LINE.finditer(EXAMPLE.read_text("utf-8"))]

    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_as_it_stands_changes_nothing() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


def test_every_line_of_the_example_taken_in_is_the_default(tmp_path: Path) -> None:
    taken_in = tmp_path / ".env"
    taken_in.write_text(_LINE.sub(r"\g<name>=\g<value>", EXAMPLE.read_text("utf-8")), "utf-8")

    assert Settings(_env_file=taken_in) == Settings(_env_file=None)


def test_every_setting_of_the_example_is_written_out_where_it_has_a_default() -> None:
    written = {line["name"]: line["value"] for line in _LINE.finditer(EXAMPLE.read_text("utf-8"))}
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}

    assert {name for name, value in written.items() if not value} == {n for n, d in defaults.items() if d is None}


def test_every_setting_of_the_example_is_explained() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if _LINE.match(line):
            assert lines[number - 1].startswith("#"), line


def test_secrets_are_the_values_of_secret_settings() -> None:
    settings = Settings(_env_file=None, discord_token="d", telegram_token="t")

    assert settings.secrets == ("d", "t")


def test_a_blank_secret_is_not_set_and_blanks_around_one_are_not_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", " ")
    monkeypatch.setenv("TELEGRAM_TOKEN", " t\t")
    settings = Settings(_env_file=None, deepl_key="\u3000")

    assert (settings.discord_token, settings.deepl_key) == (None, None)
    assert settings.secrets == ("t",)


def test_owners_are_accounts() -> None:
    settings = Settings(_env_file=None, owners="telegram:123, discord:456")

    assert settings.owners == (Account("telegram", "123"), Account("discord", "456"))


@pytest.mark.parametrize("written", ["123", "mail:1", "telegram:", "telegram:1,"])
def test_an_owner_that_is_no_account_is_an_error(written: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, owners=written)
