from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis.strategies import binary, integers, lists
from PIL import Image

from bot.images.films import FRAMES, film, previews_of, timelapse
from tests.hostile.honest import painted


@given(lists(binary(max_size=50), max_size=FRAMES))
def test_a_film_gives_back_what_was_put_in(previews: list[bytes]) -> None:
    assert previews_of(film(previews)) == previews


def test_a_long_film_keeps_frames_from_beginning_to_end() -> None:
    kept = previews_of(film([bytes([n]) for n in range(100)]))

    assert len(kept) == FRAMES
    assert kept[0] == b"\x00"
    assert kept[-1][0] > 90


@given(binary(max_size=200), integers(min_value=0, max_value=200))
def test_a_film_that_is_cut_off_loses_its_end_only(junk: bytes, at: int) -> None:
    whole = film([junk, junk])[:at]

    assert len(previews_of(whole)) == min(at // (len(junk) + 4), 2)


def test_a_time_lapse_ends_with_the_picture_in_its_own_shape() -> None:
    preview = painted("JPEG", Image.new("RGB", (16, 12), "red"))
    gif = timelapse(film([preview, preview]), painted("PNG", Image.new("RGB", (1024, 768), "blue")))

    with Image.open(BytesIO(gif)) as moving:
        assert (moving.format, moving.size) == ("GIF", (512, 384))
        moving.seek(getattr(moving, "n_frames", 1) - 1)
        pixel = moving.convert("RGB").getpixel((100, 100))
    assert pixel == (0, 0, 255)
