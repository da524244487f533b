from __future__ import annotations

import pytest

from bot.prompt.wording import without_request


@pytest.mark.parametrize(
    ("asked", "wish"),
    [
        ("please draw me a picture of a cat", "a cat"),
        ("can you make an image of a red house, please?", "a red house"),
        ("I want a dog on the moon", "a dog on the moon"),
        ("draw a photo of a cat", "a photo of a cat"),
        ("make me a picture of two dogs. thanks!", "two dogs"),
        ("could you please paint the sea", "the sea"),
        ("Hi, generate a logo with a fox", "a logo with a fox"),
        ("I'd like to see a castle at night for me", "a castle at night"),
        ("please", ""),
    ],
)
def test_a_request_is_no_part_of_the_picture(asked: str, wish: str) -> None:
    assert without_request(asked) == wish


@pytest.mark.parametrize("text", ["a painting of a cat", "portrait of a painter", "a couple making dinner", "draw"])
def test_what_describes_the_picture_stays(text: str) -> None:
    assert without_request(text) == text
