"""Prompts to embeddings, by compel's weighting, for both text encoders of SDXL.

compel has a language of its own, in which C++ and "..." and .swap() mean something. People's texts are given to it
below its parser, as pieces with weights: nothing in them can be code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import cast

import torch
from compel import Compel, CompelForSDXL
from diffusers import StableDiffusionXLPipeline
from torch import Tensor

from bot.plan import Weighted
from bot.weights import parse

_CACHED = 32
"""Prompts; about 1 MB each for the real SDXL."""
_MAX_WEAKENED = 24
"""compel encodes the text once more for each piece that weighs less than 1."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """What the UNet is given of the texts, on the device in the checkpoint's dtype.

    `prompt` and `negative`: [1, 77 * k, width of both encoders]; `pooled` and `negative_pooled`: [1, projection].
    """

    prompt: Tensor
    negative: Tensor
    pooled: Tensor
    negative_pooled: Tensor


class PromptEncoder:
    """The text encoders of one checkpoint. For the device's thread only; results are kept and must not be changed."""

    def __init__(self, pipeline: StableDiffusionXLPipeline) -> None:
        self._encoders = pipeline.text_encoder, pipeline.text_encoder_2
        self._device = pipeline.unet.device
        # by itself it would go by where the encoders are now, which may not be where they work
        both = CompelForSDXL(pipeline, device=self._device)
        self._first: Compel = both.compel_1
        self._second: Compel = both.compel_2
        # each text by itself: the negative one is the same most of the time
        self._keywords = lru_cache(_CACHED)(partial(_chunks, self._first))
        self._sentence = lru_cache(_CACHED)(partial(_chunks, self._second))
        self._whole = lru_cache(_CACHED)(partial(_pooled, self._second))
        self.encode = lru_cache(_CACHED)(self._encode)

    @contextmanager
    def _at_hand(self) -> Iterator[None]:
        """Encoders that wait elsewhere, to save memory, come to the device for a text."""
        away = [(encoder, encoder.device) for encoder in self._encoders if encoder.device != self._device]
        for encoder, _home in away:
            encoder.to(self._device)
        try:
            yield
        finally:
            for encoder, home in away:
                encoder.to(home)

    @torch.no_grad()
    def _encode(self, prompt: str, prompt_2: str, negative_prompt: str) -> Embeddings:
        """Without weights and within 77 tokens: exactly what the stock pipeline makes of the same three texts.

        Longer texts are read in chunks of 77 tokens, and all are padded to the longest.
        """
        with self._at_hand():
            return self._read(prompt, prompt_2 or prompt, negative_prompt)

    def _read(self, prompt: str, prompt_2: str, negative_prompt: str) -> Embeddings:
        first = self._keywords(prompt), self._keywords(negative_prompt)
        second = self._sentence(prompt_2), self._sentence(negative_prompt)
        length = max(part.shape[1] for part in (*first, *second))
        positive, negative = (
            torch.cat([_padded(self._first, left, length), _padded(self._second, right, length)], dim=-1)
            for left, right in zip(first, second, strict=True)
        )
        return Embeddings(positive, negative, self._whole(prompt_2), self._whole(negative_prompt))


@torch.no_grad()
def _chunks(compel: Compel, prompt: str) -> Tensor:
    """[1, 77 * k, width]"""
    provider = compel.conditioning_provider
    pieces = _affordable([_inert(piece) for piece in parse(prompt)] or [Weighted("", 1.0)])
    embeds = provider.get_embeddings_for_weighted_prompt_fragments(
        text_batch=[[piece.text for piece in pieces]],
        fragment_weights_batch=[_weights(compel, pieces)],
        device=compel.device,
    )
    return cast("Tensor", embeds)


def _padded(compel: Compel, embeds: Tensor, length: int) -> Tensor:
    """As many empty prompts behind as it takes; `length` is a multiple of 77."""
    empty = compel.conditioning_provider.empty_z.to(embeds)
    return torch.cat([embeds] + [empty] * ((length - embeds.shape[1]) // empty.shape[1]), dim=1)


@torch.no_grad()
def _pooled(compel: Compel, prompt: str) -> Tensor:
    """[1, projection]; of the first 77 tokens, without weights, as everywhere."""
    text = "".join(_inert(piece).text for piece in parse(prompt))
    pooled = compel.conditioning_provider.get_pooled_embeddings([text], device=compel.device)
    return cast("Tensor", pooled)


def _inert(piece: Weighted) -> Weighted:
    """Without the tokenizers' own marks (<|endoftext|> ends a prompt) and halves of UTF-16 pairs (they raise)."""
    return Weighted(piece.text.replace("<|", "< |").encode(errors="replace").decode(), piece.weight)


def _affordable(pieces: Sequence[Weighted]) -> Sequence[Weighted]:
    if sum(piece.weight < 1 for piece in pieces) <= _MAX_WEAKENED:
        return pieces
    return [Weighted(piece.text, max(piece.weight, 1.0)) for piece in pieces]


def _weights(compel: Compel, pieces: Sequence[Weighted]) -> list[float]:
    """Compel fails on weakened pieces without a single token, such as blanks: these weigh nothing anyhow."""
    texts = [piece.text for piece in pieces]
    tokens = compel.conditioning_provider.get_token_ids(texts, include_start_and_end_markers=False)
    return [piece.weight if ids else 1.0 for piece, ids in zip(pieces, tokens, strict=True)]
