"""Parts of a picture by words: CLIPSeg (Lüddecke and Ecker, arXiv:2112.10003), where its weights are on this machine.

On the CPU, and not on the device's thread: a second's work, during which the others are painted on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any, cast

import torch
from PIL import Image, ImageFilter
from safetensors import SafetensorError
from torch import Tensor

from bot.errors import FinderMissing, PartNotFound
from bot.images.ground import fitted
from bot.requests import Hash, Inpaint, Request

_LEAST = 0.25
"""What CLIPSeg says at most, 0-1, of a picture without the thing; where it is, more than twice as much."""
_SHARE = 0.5
"""Of the most that it says in this picture, from where on a place belongs to the thing."""
_RIM = 1 / 50
"""Of the shorter side, painted around the thing: its edge and shadow belong to what is changed."""


class Finder:
    """Loads its weights when they are first asked for, and keeps them. For one thread."""

    def __init__(self, where: str) -> None:
        """`where` is a hub id whose files were fetched before, or a folder."""
        self._where = where
        self._model: Any = None
        self._processor: Any = None

    def located(self, request: Request, pictures: Mapping[Hash, bytes]) -> tuple[Request, Mapping[Hash, bytes]]:
        """The same, with a mask in place of words for a part. Raises FinderMissing and PartNotFound."""
        if not isinstance(request, Inpaint) or request.mask is not None:
            return request, pictures
        picture = fitted(pictures[request.image], request.width, request.height)
        mask = BytesIO()
        self.find(picture, request.where).save(mask, "PNG", compress_level=1)
        name = Hash(hashlib.sha256(mask.getvalue()).hexdigest())
        return replace(request, mask=name), {**pictures, name: mask.getvalue()}

    @torch.no_grad()
    def find(self, picture: Image.Image, words: str) -> Image.Image:
        """A mask (L, of the picture's size), white where the thing is. Raises FinderMissing and PartNotFound."""
        self._load()
        inputs = self._processor(text=[words], images=[picture], padding=True, truncation=True, return_tensors="pt")
        heat = torch.sigmoid(cast("Tensor", self._model(**inputs).logits).squeeze())
        most = float(heat.max())
        if not most >= _LEAST:
            raise PartNotFound(words)
        there = Image.fromarray((heat >= most * _SHARE).to(torch.uint8).mul(255).numpy())
        rim = max(round(min(there.size) * _RIM), 1)
        return there.filter(ImageFilter.MaxFilter(2 * rim + 1)).resize(picture.size, Image.Resampling.BILINEAR)

    def _load(self) -> None:
        """Only safetensors, since a pickle may run code; nothing is fetched while somebody waits."""
        if self._model is not None:
            return
        from transformers import AutoProcessor, CLIPSegForImageSegmentation  # noqa: PLC0415 - only who is asked needs it

        try:
            self._processor = AutoProcessor.from_pretrained(self._where, local_files_only=True)
            model = CLIPSegForImageSegmentation.from_pretrained(
                self._where, use_safetensors=True, local_files_only=True, dtype=torch.float32
            )
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise FinderMissing(self._where) from error
        self._model = model.eval()
