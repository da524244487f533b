from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.canvas import Canvas
from bot.commands.outwards import SUGGESTIONS, Outwards, canvas_of, outwards
from bot.engine.fake import FakeBackend
from bot.errors import BadOption

OFFERS = replace(FakeBackend().offers(), native_px=1024, max_pixels=1536**2)
ALL = Outwards(sides=frozenset({"left", "top", "right", "bottom"}))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ALL),
        ("all", ALL),
        ("사방", ALL),
        ("left", Outwards(sides=frozenset({"left"}))),
        ("왼쪽으로", Outwards(sides=frozenset({"left"}))),
        ("left and up", Outwards(sides=frozenset({"left", "top"}))),
        ("오른쪽과 아래로 더", Outwards(sides=frozenset({"right", "bottom"}))),
        ("좌우", Outwards(sides=frozenset({"left", "right"}))),
        ("위,아래", Outwards(sides=frozenset({"top", "bottom"}))),
        ("16:9", Outwards(aspect=16 / 9)),
        ("９：１６", Outwards(aspect=9 / 16)),
        ("Square", Outwards(aspect=1.0)),
        ("2x", Outwards(zoom=2.0)),
        ("zoom out", Outwards(zoom=1.5)),
        ("줌 1.5배", Outwards(zoom=1.5)),
        ("3배", Outwards(zoom=3.0)),
    ],
)
def test_directions_shapes_and_zoom_are_understood(typed: str, expected: Outwards) -> None:
    assert outwards(typed) == expected


@pytest.mark.parametrize("typed", ["sideways", "9x", "1x", "0:1", "16:9:4", "저기", "\0", "-1x"])
def test_what_names_no_direction_is_a_bad_option(typed: str) -> None:
    with pytest.raises(BadOption):
        outwards(typed)


@pytest.mark.parametrize("suggested", SUGGESTIONS)
def test_every_suggestion_works_on_a_picture_of_another_shape(suggested: str) -> None:
    canvas = canvas_of(outwards(suggested), (1152, 896), OFFERS, suggested)

    assert canvas.inner != (canvas.width, canvas.height)


def test_a_direction_adds_half_of_its_side() -> None:
    assert canvas_of(outwards("왼쪽"), (1024, 1024), OFFERS, "") == Canvas(1536, 1024, left=512)


def test_a_shape_is_reached_by_growing() -> None:
    canvas = canvas_of(outwards("16:9"), (1024, 1024), OFFERS, "")

    assert canvas == Canvas(1824, 1024, left=400, right=400)


@pytest.mark.parametrize(("typed", "size"), [("1:1", (1024, 1024)), ("9:1", (1024, 1024)), ("sides", (2048, 512))])
def test_what_would_not_grow_or_be_no_shape_to_paint_is_refused(typed: str, size: tuple[int, int]) -> None:
    with pytest.raises(BadOption) as caught:
        canvas_of(outwards(typed), size, OFFERS, typed)

    assert caught.value.value == typed


@given(typed=st.text(max_size=40), width=st.integers(64, 2048), height=st.integers(64, 2048))
def test_any_text_is_a_canvas_or_a_bad_option(typed: str, width: int, height: int) -> None:
    try:
        canvas = canvas_of(outwards(typed), (width, height), OFFERS, typed)
    except BadOption:
        return
    assert canvas.width * canvas.height <= OFFERS.max_pixels
