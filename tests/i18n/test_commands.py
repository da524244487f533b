from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.commands.base import fields_of
from tests.i18n.test_catalogs import messages

KNOWN = messages("en")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_is_described(name: str) -> None:
    assert f"command.{name}" in KNOWN


@pytest.mark.parametrize(
    "key", [f"option.{command.name}.{field.name}" for command in COMMANDS for field in fields_of(command.options)]
)
def test_every_option_is_described(key: str) -> None:
    assert key in KNOWN
