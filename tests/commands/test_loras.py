from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commands.again import AgainOptions, again
from bot.commands.base import Reply, Upload
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.loras import LorasOptions, complete_lora, loras_, tagged
from bot.commands.models import ModelsOptions, complete_model, models_
from bot.commands.studio import Studio
from bot.commands.trace import TraceOptions, trace
from bot.engine.fake import CHECKPOINTS, FakeBackend
from bot.errors import BadOption, ControlNotOffered, EmptyRequest, UnknownCheckpoint, UnknownLora
from bot.prompt.planner import Planner
from bot.requests import Image2Image, Lora, Text2Image
from tests.commands.rooms import Caller, rooms
from tests.makers import a_photo, a_request

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALICE = Caller()
OFFERS = FakeBackend().offers()


@pytest_asyncio.fixture(loop_scope="session")
async def studio(planner: Planner, tmp_path: Path) -> AsyncIterator[Studio]:
    """Nothing of what is asked for is painted."""
    async with rooms(tmp_path, planner) as studio:
        yield studio
        await studio.uploads.stop()


def asked(prompt: str, prompt_2: str = "", *, loras: tuple[Lora, ...] = ()) -> Text2Image:
    return replace(a_request(), prompt=prompt, prompt_2=prompt_2, loras=loras)


async def test_tags_become_loras_and_their_words_join_the_prompt() -> None:
    request = tagged(asked("a cat, <lora:CRAYON:0.8>, <lora:ink>", "a cat"), OFFERS)

    assert isinstance(request, Text2Image)
    assert request.loras == (Lora("crayon", 0.8), Lora("ink"))
    assert (request.prompt, request.prompt_2) == ("a cat, crayon drawing", "a cat, crayon drawing")


async def test_words_that_are_there_are_not_said_twice() -> None:
    request = tagged(asked("a Crayon Drawing of a cat", loras=(Lora("crayon"),)), OFFERS)

    assert request.prompt == "a Crayon Drawing of a cat"
    assert tagged(request, OFFERS) == request


async def test_a_request_without_loras_stays_as_it_is() -> None:
    assert tagged(asked("a cat, ,", "a < b"), OFFERS) == asked("a cat, ,", "a < b")


async def test_a_lora_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(UnknownLora) as caught:
        tagged(asked("a cat <lora:nobody:1>"), OFFERS)

    assert caught.value.known == "crayon, ink"


async def test_what_is_typed_is_completed_and_what_was_typed_before_stays() -> None:
    assert [one.value for one in complete_lora("", "en", OFFERS)] == ["crayon", "ink"]
    assert [one.value for one in complete_lora("ink:0.5, CR", "en", OFFERS)] == ["ink:0.5, crayon"]
    assert [one.value for one in complete_model("FOR", "ko", OFFERS)] == [CHECKPOINTS[1]]


async def test_another_model_paints_and_goes_on_painting(studio: Studio) -> None:
    job = await imagine(ALICE, ImagineOptions(text="a cat", raw=True, model="forged", lora="ink:0.5"), studio)
    typed = await imagine(ALICE, ImagineOptions(text="a cat --model forged --lora crayon", seed=1), studio)
    once_more = await again(ALICE, AgainOptions(job=job.id), studio)

    assert (job.request.checkpoint, job.request.loras) == ("forged", (Lora("ink", 0.5),))
    assert (typed.request.checkpoint, typed.request.loras) == ("forged", (Lora("crayon"),))
    assert (once_more.request.checkpoint, once_more.request.loras) == ("forged", (Lora("ink", 0.5),))


async def test_a_model_that_is_not_there_is_refused(studio: Studio) -> None:
    with pytest.raises(UnknownCheckpoint):
        await imagine(ALICE, ImagineOptions(text="a cat", raw=True, model="../etc"), studio)
    with pytest.raises(BadOption):
        await imagine(ALICE, ImagineOptions(text="a cat", raw=True, lora="ink:much"), studio)


async def test_a_photo_is_followed_or_painted_over_and_followed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = Upload(a_photo("red", 128))

    followed = await imagine(ALICE, ImagineOptions(text="a cat", raw=True, image=photo, control="edges"), studio)
    both = await imagine(
        ALICE,
        ImagineOptions(text="a cat", raw=True, image=photo, control="pose", control_scale=0.5, strength=0.7),
        studio,
    )
    monkeypatch.setattr(studio.backend, "offers", lambda *_: replace(OFFERS, controls=("depth",)))

    assert isinstance(followed.request, Text2Image)
    assert [(one.kind, one.scale) for one in followed.request.controls] == [("edges", 1.0)]
    assert isinstance(both.request, Image2Image)
    assert [(one.kind, one.scale, one.image) for one in both.request.controls] == [("pose", 0.5, both.request.image)]
    with pytest.raises(ControlNotOffered):
        await imagine(ALICE, ImagineOptions(text="a cat", raw=True, image=photo, control="edges"), studio)


async def test_lists_name_all_there_is(studio: Studio) -> None:
    models, loras = await models_(ALICE, ModelsOptions(), studio), await loras_(ALICE, LorasOptions(), studio)

    assert isinstance(models, Reply)
    assert all(name in models.text for name in CHECKPOINTS)
    assert "crayon (crayon drawing)" in loras.text


async def test_what_would_be_followed_of_a_photo_is_shown_to_its_person(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = Upload(a_photo("red", 128))

    reply = await trace(ALICE, TraceOptions(image=photo, control="depth"), studio)
    monkeypatch.setattr(studio.backend, "offers", lambda *_: replace(OFFERS, controls=("depth",)))

    assert reply.file is not None
    assert reply.file.name == "depth.png"
    assert reply.file.data.startswith(b"\x89PNG")
    with pytest.raises(ControlNotOffered):
        await trace(ALICE, TraceOptions(image=photo, control="edges"), studio)
    with pytest.raises(EmptyRequest):
        await trace(ALICE, TraceOptions(), studio)
