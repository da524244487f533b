from __future__ import annotations

from dataclasses import replace

from bot.engine.fake import FakeBackend
from bot.engine.suited import suited
from bot.requests import Hash, Image2Image, Text2Image

OFFERS = replace(FakeBackend().offers(), checkpoint="new", native_px=1024, num_inference_steps=30)
OLD = Text2Image(
    prompt="sea",
    prompt_2="sea at sunset",
    negative_prompt="people",
    width=152,
    height=104,
    num_inference_steps=16,
    guidance_scale=3.0,
    scheduler="euler",
    seed=7,
    count=2,
    checkpoint="old",
)


def test_a_request_for_this_checkpoint_stays_as_it_is() -> None:
    assert suited(replace(OLD, checkpoint="new"), OFFERS) == replace(OLD, checkpoint="new")


def test_for_another_checkpoint_words_seed_and_aspect_stay_and_numbers_suit_it() -> None:
    request = suited(OLD, OFFERS)

    assert (request.prompt, request.prompt_2, request.negative_prompt) == ("sea", "sea at sunset", "people")
    assert (request.seed, request.count, request.checkpoint) == (7, 2, "new")
    assert (request.width, request.height, request.num_inference_steps) == (1216, 832, 30)


def test_a_photo_stays_the_photo() -> None:
    request = suited(Image2Image.over(OLD, Hash("a" * 64), 0.2), OFFERS)

    assert isinstance(request, Image2Image)
    assert (request.image, request.strength) == ("a" * 64, OFFERS.strength)
