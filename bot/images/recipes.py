"""A picture carries how it was painted: for other tools as `parameters`, for Hwaga as the whole request.

The texts are put in beside the pixels, which stay as they are: no picture is decoded here.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from bot.errors import BrokenPicture
from bot.images import parameters
from bot.images.chunks import TEXT_KINDS, chunks, keyword_of, text_chunk, texts, utf8_chunk
from bot.plan import PromptPlan
from bot.requests import Blend, Image2Image, Inpaint, Request

_OURS = "hwaga"
_EVERYBODYS = "parameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """`seed` is that of this picture; `request.seed` that of the first one painted with it."""

    request: Annotated[Request, Field(discriminator="task")]
    plan: PromptPlan
    seed: int


RECIPE: TypeAdapter[Recipe] = TypeAdapter(Recipe)


def with_recipe(png: bytes, request: Request, plan: PromptPlan, seed: int) -> bytes:
    """The same PNG file with its recipe, in place of one that it had. Raises BrokenPicture if it is none."""
    header = next(chunks(png), None)
    if header is None or header.kind != b"IHDR":
        raise BrokenPicture
    recipe = RECIPE.dump_python(Recipe(request=request, plan=plan, seed=seed), mode="json")
    return b"".join(
        (
            png[: header.end],
            text_chunk(_EVERYBODYS, parameters.written(request, seed)),
            utf8_chunk(_OURS, json.dumps(recipe, ensure_ascii=False)),
            _without_recipe(png, header.end),
        )
    )


def without_recipe(png: bytes) -> bytes:
    """The same PNG file, that does not tell what it was painted of. Raises BrokenPicture if it is none."""
    header = next(chunks(png), None)
    if header is None or header.kind != b"IHDR":
        raise BrokenPicture
    return png[: header.end] + _without_recipe(png, header.end)


def recipe_of(png: bytes) -> Recipe | None:
    """How Hwaga painted a PNG file; None if it did not or the text is damaged.

    The file may come from anybody: its numbers are finite, but in no range, and have to be checked as options are.
    """
    for keyword, text in texts(png):
        if keyword == _OURS:
            try:
                recipe = RECIPE.validate_json(text)
            except ValidationError:
                continue
            if _finite(recipe.request):
                return recipe
    return None


def parameters_of(png: bytes) -> parameters.Parameters | None:
    """What any tool says of how it painted a PNG file; None if it does not."""
    found = (parameters.parse(text) for keyword, text in texts(png) if keyword == _EVERYBODYS)
    return next((each for each in found if each is not None), None)


def _without_recipe(png: bytes, start: int) -> bytes:
    """What follows `start`, less the texts that are written anew."""
    kept, at = [], start
    for found in chunks(png):
        if found.kind in TEXT_KINDS and keyword_of(found) in {_OURS, _EVERYBODYS}:
            kept.append(png[at : found.start])
            at = found.end
    return b"".join([*kept, png[at:]])


def _finite(request: Request) -> bool:
    numbers = [request.guidance_scale, *(lora.weight for lora in request.loras), *(c.scale for c in request.controls)]
    match request:
        case Image2Image() | Inpaint():
            numbers.append(request.strength)
        case Blend():
            numbers += [request.strength, *request.weights]
    return all(map(math.isfinite, numbers))
