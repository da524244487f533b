from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.handlers.discord.keyboard import EMOJI

TABLE = (Path(__file__).parents[3] / "docs" / "discord.md").read_text("utf-8")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_stands_in_the_documents_table(name: str) -> None:
    assert f"`/{name}`" in TABLE


def test_every_button_below_a_picture_stands_there_too() -> None:
    assert [
        action for action, emoji in EMOJI.items() if emoji not in TABLE and action not in {"correct", "explain"}
    ] == []
