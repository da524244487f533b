from __future__ import annotations

import json
import struct
import time
import zlib
from io import BytesIO
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BrokenPicture
from bot.images import parameters_of, recipe_of, with_recipe
from bot.images.chunks import MAX_TEXT, SIGNATURE, chunk, chunks, size_of, text_chunk, texts, utf8_chunk
from bot.images.parameters import SAMPLERS, Parameters, parse, written
from bot.images.recipes import RECIPE, Recipe
from bot.plan import Gloss, PromptPlan, Weighted
from bot.requests import (
    Blend,
    Control,
    Hash,
    Image2Image,
    Inpaint,
    Lora,
    Outpaint,
    Request,
    SchedulerName,
    Text2Image,
    shared,
)
from tests.hostile import pictures
from tests.hostile import texts as hostile_texts
from tests.hostile.honest import painted

PNG = painted("PNG")
TEXTS = st.text(max_size=60)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
HASHES = TEXTS.map(Hash)
SEVERAL_HASHES = st.lists(HASHES, max_size=4).map(tuple)
SEVERAL_FLOATS = st.lists(FLOATS, max_size=4).map(tuple)


def a_request(prompt: str = "a cat", strength: float | None = None) -> Request:
    painting = Text2Image(
        prompt=prompt,
        prompt_2="a cat sits",
        negative_prompt="dog",
        width=1024,
        height=768,
        num_inference_steps=20,
        guidance_scale=7.0,
        scheduler="dpm++_2m_karras",
        seed=1,
        count=2,
        checkpoint="builtin",
    )
    return painting if strength is None else Image2Image.over(painting, Hash("ab" * 32), strength)


def requests() -> st.SearchStrategy[Request]:
    painting = {
        "prompt": TEXTS,
        "prompt_2": TEXTS,
        "negative_prompt": TEXTS,
        "width": st.integers(8, 4096),
        "height": st.integers(8, 4096),
        "num_inference_steps": st.integers(1, 100),
        "guidance_scale": FLOATS,
        "scheduler": st.sampled_from(get_args(SchedulerName)),
        "seed": st.integers(0, 2**32 - 1),
        "count": st.integers(1, 4),
        "checkpoint": TEXTS,
        "loras": st.lists(st.builds(Lora, TEXTS, FLOATS), max_size=2).map(tuple),
        "controls": st.lists(st.builds(Control, st.just("edges"), HASHES, FLOATS), max_size=2).map(tuple),
    }
    return st.one_of(
        st.builds(Text2Image, **painting),
        st.builds(Image2Image, image=HASHES, strength=FLOATS, **painting),
        st.builds(Inpaint, image=HASHES, mask=st.none() | HASHES, where=TEXTS, strength=FLOATS, **painting),
        st.builds(Outpaint, image=HASHES, left=st.integers(), top=st.integers(), **painting),
        st.builds(Blend, images=SEVERAL_HASHES, weights=SEVERAL_FLOATS, strength=FLOATS, **painting),
    )


PLANS = st.builds(
    PromptPlan,
    text=TEXTS,
    language=st.sampled_from(["ko", "en", "mixed", "none"]),
    lemmas=st.lists(TEXTS, max_size=3).map(tuple),
    options=st.dictionaries(TEXTS, TEXTS, max_size=2),
    glosses=st.lists(st.builds(Gloss, TEXTS, TEXTS), max_size=2).map(tuple),
    keywords=st.lists(st.builds(Weighted, TEXTS, FLOATS), max_size=2).map(tuple),
    coverage=FLOATS,
)
PLAN = PromptPlan(text="고양이", language="ko", keywords=(Weighted("cat", 1.2),))


@given(requests(), PLANS, st.integers(0, 2**32))
def test_reading_a_picture_back_restores_the_request_exactly(request: Request, plan: PromptPlan, seed: int) -> None:
    assert recipe_of(with_recipe(PNG, request, plan, seed)) == Recipe(request=request, plan=plan, seed=seed)


def test_the_pixels_stay_as_they_are() -> None:
    told = with_recipe(PNG, a_request(), PLAN, 1)

    assert [bytes(c.data) for c in chunks(told) if c.kind == b"IDAT"] == [
        bytes(c.data) for c in chunks(PNG) if c.kind == b"IDAT"
    ]
    assert size_of(told) == size_of(PNG)


def test_a_recipe_takes_the_place_of_the_one_before() -> None:
    once = with_recipe(PNG, a_request("cat"), PLAN, 1)
    twice = with_recipe(with_recipe(PNG, a_request("dog"), PLAN, 2), a_request("cat"), PLAN, 1)

    assert once == twice


@pytest.mark.parametrize("prompt", ["a cat", "고양이 café\nsecond line"])
def test_other_tools_find_the_parameters(prompt: str) -> None:
    with Image.open(BytesIO(with_recipe(PNG, a_request(prompt, 0.55), PLAN, 42))) as file:
        file.load()
        text = file.info["parameters"]

    assert text == (
        f"{prompt}\nNegative prompt: dog\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 42, "
        "Size: 1024x768, Denoising strength: 0.55, Model: builtin, Version: hwaga"
    )


@given(requests(), st.integers(0, 2**32 - 1))
def test_our_own_parameters_can_be_read(request: Request, seed: int) -> None:
    read = parse(written(request, seed))

    assert read is not None
    assert (read.seed, read.scheduler, read.size) == (seed, request.scheduler, (request.width, request.height))
    assert read.num_inference_steps == request.num_inference_steps


def test_folders_of_a_checkpoint_are_not_told_to_other_tools() -> None:
    for checkpoint in ("/home/kim/models/sea.safetensors", r"C:\models\sea.safetensors", "kim/sea"):
        request = RECIPE.validate_python(
            {"request": {**vars_of(a_request()), "checkpoint": checkpoint}, **REST}
        ).request

        assert "Model: sea," in written(request, 1)


def vars_of(request: Request) -> dict[str, object]:
    return dict(RECIPE.dump_python(Recipe(request=request, plan=PLAN, seed=1))["request"])


REST = {"plan": RECIPE.dump_python(Recipe(request=a_request(), plan=PLAN, seed=1))["plan"], "seed": 1}


def test_parameters_of_another_tool_are_read_into_their_parts() -> None:
    text = (
        "masterpiece, (sea:1.2),\nsunset\nNegative prompt: blurry,\nugly\n"
        "Steps: 28, Sampler: DPM++ 2M SDE, Schedule type: Karras, CFG scale: 6.5, Seed: 3141592653, Size: 832x1216, "
        'Model hash: 31e35c80fc, Model: "odd, name: x", Denoising strength: 0.4, Lora hashes: "a: 1, b: 2", Version: v1'
    )
    png = PNG[:33] + text_chunk("parameters", text) + PNG[33:]

    assert parameters_of(png) == Parameters(
        prompt="masterpiece, (sea:1.2),\nsunset",
        negative_prompt="blurry,\nugly",
        num_inference_steps=28,
        scheduler="dpm++_2m_sde",
        guidance_scale=6.5,
        seed=3141592653,
        size=(832, 1216),
        strength=0.4,
        model="odd, name: x",
    )


@pytest.mark.parametrize(("scheduler", "sampler"), SAMPLERS.items())
def test_every_sampler_is_known_by_its_name_elsewhere(scheduler: SchedulerName, sampler: str) -> None:
    read = parse(f"cat\nSteps: 9, Sampler: {sampler}, Seed: 1")

    assert read is not None
    assert read.scheduler == scheduler


@pytest.mark.parametrize(
    "settings",
    [
        "Steps: 9, Sampler: Heun++, CFG scale: inf, Seed: -1, Size: axb",
        "Steps: 9",
        'Steps: 9, Model: "\\',
        "Steps: 9,,,:",
    ],
)
def test_what_makes_no_sense_elsewhere_is_left_open(settings: str) -> None:
    assert parse(f"cat\n{settings}") in (
        Parameters(prompt="cat", num_inference_steps=9),
        Parameters(prompt="cat", num_inference_steps=9, model='"\\'),
    )


@given(st.text())
def test_any_text_may_call_itself_parameters(text: str) -> None:
    assert isinstance(parse(text), Parameters | None)
    assert isinstance(parse(f"cat\nSteps: 1, {text}"), Parameters)


@pytest.mark.parametrize(
    "text", ["Steps: 1" + ", A: " * 20_000, "Steps: 1" + "A" * 200_000, 'Steps: 1, A: "' + "\\" * 200_000]
)
def test_long_parameters_are_read_in_little_time(text: str) -> None:
    started = time.process_time()

    assert parse(text) is not None
    assert time.process_time() - started < 4


def test_a_picture_without_a_recipe_has_none() -> None:
    assert recipe_of(PNG) is None
    assert parameters_of(PNG) is None


def test_only_a_png_file_can_carry_a_recipe() -> None:
    with pytest.raises(BrokenPicture):
        with_recipe(painted("JPEG"), a_request(), PLAN, 1)


def test_any_prompt_can_be_carried() -> None:
    for text in hostile_texts():
        read = recipe_of(with_recipe(PNG, a_request(text), PLAN, 1))

        assert read is not None
        assert read.request.prompt == text.encode("utf-8", "replace").decode()


def test_hostile_files_have_no_recipe_and_no_effect() -> None:
    for data in pictures():
        started = time.process_time()
        assert recipe_of(data) is None
        assert parameters_of(data) is None
        assert time.process_time() - started < 10


def test_a_bent_file_has_the_recipe_or_none() -> None:
    told, chance = with_recipe(PNG, a_request(), PLAN, 1), Random(11)
    whole = recipe_of(told)
    for _ in range(500):
        bent = bytearray(told)
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)

        assert recipe_of(bytes(bent)) in (whole, None)


BLEND = Blend(**shared(a_request()), images=(Hash("a"), Hash("b")), weights=(1.0, 1.0), strength=0.5)


def carrying(kind: bytes, data: bytes) -> bytes:
    return PNG[:33] + chunk(kind, data) + PNG[33:]


@pytest.mark.parametrize(
    "recipe",
    [
        "",
        "null",
        "[" * 200_000,
        '{"request": {}, "plan": {}, "seed": 1}',
        json.dumps({"request": {**vars_of(a_request()), "guidance_scale": float("inf")}, **REST}),
        json.dumps({"request": {**vars_of(a_request()), "scheduler": "rm -rf"}, **REST}),
        json.dumps({"request": {**vars_of(a_request(strength=0.5)), "strength": float("nan")}, **REST}),
        json.dumps({"request": {**vars_of(BLEND), "weights": [1.0, float("inf")]}, **REST}),
        json.dumps({"request": {**vars_of(a_request()), "loras": [{"name": "x", "weight": float("nan")}]}, **REST}),
        json.dumps({"request": vars_of(a_request()), **REST}).replace('"seed": 1', '"seed": ' + "9" * 5000),
        " " * (MAX_TEXT + 1),
    ],
)
def test_a_forged_recipe_is_none(recipe: str) -> None:
    assert recipe_of(PNG[:33] + utf8_chunk("hwaga", recipe) + PNG[33:]) is None


def test_a_compressed_recipe_is_read_too() -> None:
    recipe = Recipe(request=a_request(), plan=PLAN, seed=1)
    data = b"hwaga\0\1\0\0\0" + zlib.compress(RECIPE.dump_json(recipe))

    assert recipe_of(carrying(b"iTXt", data)) == recipe


@pytest.mark.parametrize(("kind", "head"), [(b"zTXt", b"hwaga\0\0"), (b"iTXt", b"hwaga\0\1\0\0\0")])
def test_a_text_that_explodes_is_passed_over(kind: bytes, head: bytes) -> None:
    assert recipe_of(carrying(kind, head + zlib.compress(b" " * 50_000_000))) is None


def test_thousands_of_exploding_texts_take_little_time() -> None:
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(b" " * MAX_TEXT))
    started = time.process_time()

    assert len(list(texts(PNG[:33] + text * 5000 + PNG[33:]))) <= 64
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SIGNATURE,
        SIGNATURE + b"\0" * 8,
        SIGNATURE + struct.pack(">I4s", 2**32 - 1, b"IHDR"),
        chunk(b"IHDR", b"") * 9,
    ],
)
def test_what_is_no_png_file_has_no_size(data: bytes) -> None:
    with pytest.raises(BrokenPicture):
        size_of(data)
