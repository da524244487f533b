from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.imagine import ImagineOptions, not_understood, size_of, text2image, with_typed
from bot.commands.queue import SEED_LIMIT
from bot.engine.fake import FakeBackend
from bot.errors import BadOption
from bot.plan import PromptPlan
from bot.requests import REQUEST, Hash, Image2Image

OFFERS = FakeBackend().offers()
PLAN = PromptPlan(text="바다", language="ko", prompt="(sea:1.2)", prompt_2="sea", negative_prompt="people")


def painting(options: ImagineOptions, chance: int = 0) -> object:
    return text2image(options, PLAN, OFFERS, size_of(options, OFFERS, 1.0), chance)


def test_what_nobody_chose_suits_the_checkpoint() -> None:
    request = text2image(ImagineOptions(), PLAN, OFFERS, size_of(ImagineOptions(), OFFERS, 1.0), 0)

    assert (request.prompt, request.prompt_2, request.negative_prompt) == ("(sea:1.2)", "sea", "people")
    assert (request.width, request.height) == (OFFERS.native_px, OFFERS.native_px)
    assert request.num_inference_steps == OFFERS.num_inference_steps
    assert request.seed == 0


def test_a_chosen_seed_gives_the_same_request_whatever_the_chance() -> None:
    options = ImagineOptions(seed=0, size="3:2", steps=7, guidance=2.5, scheduler="ddim", count=3)

    assert painting(options, 1) == painting(options, 2)


def test_a_photo_keeps_its_aspect_unless_a_size_is_asked_for() -> None:
    wide = size_of(ImagineOptions(), OFFERS, aspect=1.5)
    asked = size_of(ImagineOptions(size="1:1"), OFFERS, aspect=1.5)

    assert wide.width / wide.height == pytest.approx(1.5, rel=0.1)
    assert asked.width == asked.height


def test_options_typed_into_the_text_fill_what_was_not_chosen_by_hand() -> None:
    plan = replace(PLAN, options={"seed": "7", "size": "16:9", "style": "수채화"})

    assert with_typed(ImagineOptions(), plan) == ImagineOptions(seed=7, size="16:9", style="수채화")
    assert with_typed(ImagineOptions(seed=1), plan).seed == 1


def test_a_typed_option_out_of_range_is_refused() -> None:
    with pytest.raises(BadOption):
        with_typed(ImagineOptions(), replace(PLAN, options={"steps": "1000"}))


def test_a_text_of_which_nothing_came_is_told_from_one_that_only_leaves_out_or_sets_something() -> None:
    nothing = PromptPlan(text="ㅋㅋㅋ", language="ko")

    assert not_understood(nothing)
    assert not not_understood(PLAN)
    assert not not_understood(replace(nothing, text=""))
    assert not not_understood(replace(nothing, negative_prompt="people"))
    assert not not_understood(replace(nothing, options={"seed": "7"}))


@given(st.floats(0.05, 1), st.integers(0, SEED_LIMIT - 1))
def test_a_request_survives_being_written_and_read(strength: float, seed: int) -> None:
    options = ImagineOptions(seed=seed)
    over = Image2Image.over(
        text2image(options, PLAN, OFFERS, size_of(options, OFFERS, 1.0), 0), Hash("a" * 64), strength
    )

    assert REQUEST.validate_json(REQUEST.dump_json(over)) == over
