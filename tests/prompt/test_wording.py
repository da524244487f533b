from __future__ import annotations

import pytest

from bot.prompt.wording import is_request, without_request


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


@pytest.mark.parametrize(
    "text", ["그려줘", "를 그려 주세요!", "그림 하나 만들어 줄래?", "please draw", "", "draw a picture of"]
)
def test_a_request_alone_is_known(text: str) -> None:
    assert is_request(text)


@pytest.mark.parametrize("text", ["라고 쓴 간판", "a sign that says", "고양이 그려줘"])
def test_a_wish_is_more_than_a_request(text: str) -> None:
    assert not is_request(text)
