from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.commands.imagine import ImagineOptions, text2image
from bot.commands.quality import STEPS_LIMIT, tier_of
from bot.engine.backend import Capabilities, Fast
from bot.engine.fake import FakeBackend
from bot.i18n import LOCALES, say
from bot.plan import PromptPlan
from bot.preferences import Quality
from bot.requests import SHORT_STEPS, Lora, is_short
from bot.sizes import Size

OFFERS = replace(FakeBackend().offers(), num_inference_steps=30)
LIGHTNING = Fast("lightning")
PLAN = PromptPlan(text="바다", language="ko", prompt="a sea")
SIZE = Size(128, 128, rounded=False)


def test_standard_and_nothing_chosen_are_what_suits_the_checkpoint() -> None:
    tier = tier_of("standard", OFFERS)

    assert tier == tier_of(None, OFFERS)
    assert (tier.num_inference_steps, tier.guidance_scale, tier.scheduler) == (30, OFFERS.guidance_scale, "euler")


def test_fast_is_the_distilled_lora_with_all_that_it_wants() -> None:
    tier = tier_of("fast", replace(OFFERS, fast=LIGHTNING))

    assert (tier.num_inference_steps, tier.guidance_scale, tier.scheduler) == (4, 1.0, "euler_trailing")
    assert tier.loras == (Lora("lightning"),)
    assert not tier.warning


@pytest.mark.parametrize("locale", LOCALES)
def test_fast_without_such_a_lora_is_fewer_steps_and_says_so(locale: str) -> None:
    tier = tier_of("fast", OFFERS)

    assert tier.num_inference_steps == SHORT_STEPS
    assert tier.loras == ()
    assert "LoRA" in say("ko" if locale == "ko" else "en", tier.warning)


def test_max_is_twice_the_steps_within_the_limit() -> None:
    assert tier_of("max", OFFERS).num_inference_steps == 60
    assert tier_of("max", replace(OFFERS, num_inference_steps=80)).num_inference_steps == STEPS_LIMIT


@pytest.mark.parametrize("offers", [OFFERS, replace(OFFERS, num_inference_steps=1), replace(OFFERS, fast=LIGHTNING)])
def test_fast_goes_through_the_fast_lane(offers: Capabilities) -> None:
    assert is_short(text2image(ImagineOptions(quality="fast"), PLAN, offers, SIZE, 1))


@pytest.mark.parametrize("quality", get_args(Quality))
def test_what_a_person_chooses_by_hand_stays_whatever_the_quality(quality: Quality) -> None:
    chosen = ImagineOptions(quality=quality, steps=17, guidance=3.5, scheduler="ddim")

    request = text2image(chosen, PLAN, replace(OFFERS, fast=LIGHTNING), SIZE, 1)

    assert (request.num_inference_steps, request.guidance_scale, request.scheduler) == (17, 3.5, "ddim")
