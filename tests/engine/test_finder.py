from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import CLIPSegConfig, CLIPSegForImageSegmentation, CLIPSegProcessor, ViTImageProcessorPil

from bot.engine.card import capabilities_of
from bot.engine.finder import Finder
from bot.errors import FinderMissing, PartNotFound
from bot.requests import Hash, Inpaint, Text2Image
from tests.engine.tiny import tokenizer_of
from tests.makers import a_photo

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SIDE = 64
PHOTO = a_photo("navy", 128, white=(0, 0, 64, 128))
NAME = Hash(hashlib.sha256(PHOTO).hexdigest())
REQUEST = Inpaint.within(
    Text2Image(
        prompt="a red hat",
        prompt_2="",
        negative_prompt="",
        width=96,
        height=128,
        num_inference_steps=4,
        guidance_scale=1.0,
        scheduler="euler",
        seed=1,
        count=1,
        checkpoint="builtin",
    ),
    NAME,
    0.9,
    mask=None,
    where="the hat",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CLIPSeg of random weights: where it finds something is chance, but always the same."""
    folder = tmp_path_factory.mktemp("clipseg")
    torch.manual_seed(0)
    tokenizer = tokenizer_of("<|endoftext|>")
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2, "projection_dim": 16}
    tokens = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = CLIPSegConfig(
        text_config={**sizes, **tokens, "num_hidden_layers": 2, "vocab_size": len(tokenizer)},
        vision_config={**sizes, "num_hidden_layers": 3, "image_size": SIDE, "patch_size": 16},
        projection_dim=16,
        extract_layers=[0, 1, 2],
        reduce_dim=8,
        decoder_num_attention_heads=2,
        decoder_intermediate_size=16,
    )
    CLIPSegForImageSegmentation(config).save_pretrained(folder)
    CLIPSegProcessor(ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}), tokenizer).save_pretrained(folder)
    return folder


def picture() -> Image.Image:
    return Image.open(BytesIO(PHOTO)).convert("RGB")


def test_a_mask_has_the_size_of_its_picture_and_marks_a_part(folder: Path) -> None:
    finder = Finder(str(folder))

    mask = finder.find(picture(), "the hat")

    assert (mask.mode, mask.size) == ("L", (128, 128))
    assert 0 < np.asarray(mask).mean() < 255
    assert mask.tobytes() == finder.find(picture(), "the hat").tobytes()


def test_other_words_find_another_part(folder: Path) -> None:
    finder = Finder(str(folder))

    assert finder.find(picture(), "cat " * 200).tobytes() != finder.find(picture(), "rain").tobytes()


def test_a_request_with_words_becomes_one_with_a_mask(folder: Path) -> None:
    request, pictures = Finder(str(folder)).located(REQUEST, {NAME: PHOTO})

    assert isinstance(request, Inpaint)
    assert request.mask is not None
    assert request == replace(REQUEST, mask=request.mask)
    assert Image.open(BytesIO(pictures[request.mask])).size == (96, 128)
    assert pictures[NAME] == PHOTO


def test_who_has_a_mask_already_needs_no_weights() -> None:
    request = replace(REQUEST, mask=NAME)

    assert Finder("").located(request, {NAME: PHOTO}) == (request, {NAME: PHOTO})


def test_what_is_not_in_the_picture_is_said_by_its_words(folder: Path, tmp_path: Path) -> None:
    model = CLIPSegForImageSegmentation.from_pretrained(folder)
    for parameter in model.decoder.transposed_convolution.parameters():
        parameter.data.fill_(-9.0 if parameter.ndim == 1 else 0.0)
    model.save_pretrained(tmp_path)
    CLIPSegProcessor.from_pretrained(folder).save_pretrained(tmp_path)

    with pytest.raises(PartNotFound) as caught:
        Finder(str(tmp_path)).find(picture(), "a dragon")

    assert caught.value.where == "a dragon"


@pytest.mark.parametrize("where", ["", "nobody/has-fetched-this", "/no/such/folder"])
def test_without_weights_it_says_so_at_once(where: str) -> None:
    with pytest.raises(FinderMissing):
        Finder(where).find(picture(), "the hat")


def test_a_folder_of_something_else_is_no_finder(tiny_folder: Path) -> None:
    with pytest.raises(FinderMissing):
        Finder(str(tiny_folder / "unet")).find(picture(), "the hat")


def test_whether_parts_are_found_by_words_is_known_before_anything_is_loaded(folder: Path) -> None:
    assert capabilities_of("builtin", str(folder)).finds_by_words
    assert not capabilities_of("builtin", "nobody/has-fetched-this").finds_by_words
    assert not capabilities_of("builtin").finds_by_words
