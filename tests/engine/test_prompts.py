from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine.prompts import Embeddings, PromptEncoder
from tests.engine import tiny

HOSTILE = (
    "C++ and C--",
    '("a cat", "a dog").and()',
    '("a cat", "a dog").blend(0.5, 0.5)',
    "a cat.swap(a dog)",
    "withLora(x, 0.5)",
    'an "unclosed quote',
    "(unclosed",
    "closed)",
    "a\\",
    "<|endoftext|> <|startoftext|>",
    "\ud800 half a pair",
    "\x00\x07\x1b[31m",
    "🎨👩‍👩‍👧‍👦 그림",
    "\u202eright to left",
    "( :0.3)",
    "[!!!]",
    "(!:0.2) cat (!:0.2)",
    "[,] [.]",
)


@pytest.fixture(scope="module")
def pipeline(tiny_folder: Path) -> StableDiffusionXLPipeline:
    torch.set_num_threads(1)
    return StableDiffusionXLPipeline.from_pretrained(tiny_folder, add_watermarker=False)


@pytest.fixture(scope="module")
def encoder(pipeline: StableDiffusionXLPipeline) -> PromptEncoder:
    return PromptEncoder(pipeline)


def all_of(texts: Embeddings) -> tuple[torch.Tensor, ...]:
    return texts.prompt, texts.negative, texts.pooled, texts.negative_pooled


def test_without_weights_it_is_exactly_what_the_stock_pipeline_makes(
    pipeline: StableDiffusionXLPipeline, encoder: PromptEncoder
) -> None:
    prompt, negative, pooled, negative_pooled = pipeline.encode_prompt(
        "a red cat", "the cat in rain", negative_prompt="grain", device="cpu"
    )

    texts = encoder.encode("a red cat", "the cat in rain", "grain")

    for ours, stock in zip(all_of(texts), (prompt, negative, pooled, negative_pooled), strict=True):
        assert torch.equal(ours, stock)


def test_each_encoder_reads_its_own_prompt(encoder: PromptEncoder) -> None:
    one, other = encoder.encode("a cat", "rain", "x"), encoder.encode("a cat", "sun", "x")

    assert torch.equal(one.prompt[..., : tiny.WIDTH], other.prompt[..., : tiny.WIDTH])
    assert not torch.equal(one.prompt[..., tiny.WIDTH :], other.prompt[..., tiny.WIDTH :])
    assert not torch.equal(one.pooled, other.pooled)


def test_an_empty_second_prompt_is_the_first_one(encoder: PromptEncoder) -> None:
    for ours, same in zip(
        all_of(encoder.encode("a cat", "", "x")), all_of(encoder.encode("a cat", "a cat", "x")), strict=True
    ):
        assert torch.equal(ours, same)


def test_more_weight_moves_further_from_no_weight(encoder: PromptEncoder) -> None:
    plain = encoder.encode("a red cat", "", "").prompt
    moved = [float((encoder.encode(f"a (red:{w}) cat", "", "").prompt - plain).norm()) for w in (1.1, 1.3, 1.6)]

    assert 0 < moved[0] < moved[1] < moved[2]


def test_less_weight_moves_towards_the_text_without_the_word(encoder: PromptEncoder) -> None:
    plain = encoder.encode("red cat", "", "").prompt
    half, least = encoder.encode("(red:0.5) cat", "", "").prompt, encoder.encode("(red:0.1) cat", "", "").prompt

    assert 0 < float((half - plain).norm()) < float((least - plain).norm())


def test_long_prompts_are_read_to_their_end_and_all_are_padded_alike(encoder: PromptEncoder) -> None:
    start = "cat rain " * 60
    texts, other = encoder.encode(start + "red", "a cat", "grain"), encoder.encode(start + "blue", "a cat", "grain")

    chunks = texts.prompt.shape[1] // 77
    assert chunks > 1
    assert texts.prompt.shape[1] == 77 * chunks == texts.negative.shape[1]
    assert not torch.equal(texts.prompt, other.prompt)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_a_person_types_is_code(text: str, encoder: PromptEncoder) -> None:
    for texts in (encoder.encode(text, text, text), encoder.encode(f"a ({text}:1.2) b", f"[{text}]", text)):
        assert all(torch.isfinite(tensor).all() for tensor in all_of(texts))


def test_a_mark_of_the_tokenizer_does_not_end_the_prompt(encoder: PromptEncoder) -> None:
    one, other = encoder.encode("<|endoftext|> a cat", "", ""), encoder.encode("<|endoftext|> a dog", "", "")

    assert not torch.equal(one.pooled, other.pooled)


@given(text=st.text('ab !.,()[]\\:12<|>+-"', max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_becomes_numbers(text: str, encoder: PromptEncoder) -> None:
    assert torch.isfinite(encoder.encode(text, "a cat", text).prompt).all()


def test_a_hundred_weakened_words_take_no_hundred_encodings(
    encoder: PromptEncoder, pipeline: StableDiffusionXLPipeline
) -> None:
    calls = 0

    def count(*_inputs: object) -> None:
        nonlocal calls
        calls += 1

    hook = pipeline.text_encoder.register_forward_hook(count)
    encoder.encode(" ".join(f"[w{number}] x" for number in range(100)), "a cat", "")
    hook.remove()

    assert 0 < calls < 20


def test_the_same_texts_are_encoded_once(encoder: PromptEncoder) -> None:
    assert encoder.encode("kept", "kept", "") is encoder.encode("kept", "kept", "")
