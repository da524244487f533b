"""What ControlNets are shown of a photo: its edges, its depth, or how the people in it stand.

On the CPU, and not on the device's thread: seconds of work, during which the others are painted on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from torch.nn.functional import interpolate

from bot.engine.skeleton import People, drawn
from bot.engine.supplies import Supplies
from bot.errors import ControlMissing
from bot.images.ground import fitted
from bot.requests import ControlKind, Hash, Request

_WEAK, _STRONG = 100, 200
"""Canny's thresholds, as the ControlNets were trained with (grey levels of difference)."""
_PERSON = 0  # among what RT-DETR was trained to find
_SURE = 0.3
"""How sure it has to be of a person."""
_MOST_PEOPLE = 10
Boxes: TypeAlias = "NDArray[np.float32]"
"""[people, 4]: left, top, width, height in pixels."""


class Reader:
    """Loads its weights when they are first asked for, and keeps them. For one thread."""

    def __init__(self, supplies: Supplies) -> None:
        self._supplies = supplies
        self._loaded: dict[str, tuple[Any, Any]] = {}

    def pictures(self, request: Request, pictures: Mapping[Hash, bytes]) -> tuple[Image.Image, ...]:
        """One control picture (RGB, of the request's size) for each of its controls. Raises ControlMissing."""
        return tuple(
            self.read(control.kind, fitted(pictures[control.image], request.width, request.height))
            for control in request.controls
        )

    def read(self, kind: ControlKind, picture: Image.Image) -> Image.Image:
        """Of the picture's size, RGB. Raises ControlMissing."""
        readers: Mapping[ControlKind, Callable[[Image.Image], Image.Image]] = {
            "edges": edges,
            "depth": self._depth,
            "pose": self._pose,
        }
        return readers[kind](picture)

    @torch.no_grad()
    def _depth(self, picture: Image.Image) -> Image.Image:
        """White is near (Depth Anything V2, Yang and others, arXiv:2406.09414)."""
        from transformers import AutoModelForDepthEstimation  # noqa: PLC0415 - only who is asked needs it

        processor, model = self._model(self._supplies.depth, AutoModelForDepthEstimation)
        found = model(**processor(images=picture, return_tensors="pt")).predicted_depth
        size = picture.size[::-1]
        depth = interpolate(found[:, None], size=size, mode="bicubic", align_corners=False)[0, 0]
        span = float(depth.max() - depth.min())
        grey = (depth - depth.min()) / (span or 1.0) * 255
        return Image.fromarray(grey.round().to(torch.uint8).numpy()).convert("RGB")

    @torch.no_grad()
    def _pose(self, picture: Image.Image) -> Image.Image:
        """Everybody who is found (RT-DETR, Lv and others, arXiv:2304.08069; ViTPose, Xu and others, 2204.12484)."""
        from transformers import VitPoseForPoseEstimation  # noqa: PLC0415 - only who is asked needs it

        boxes = self._people(picture)
        if not len(boxes):
            return drawn((), picture.size)
        processor, model = self._model(self._supplies.pose, VitPoseForPoseEstimation)
        inputs = processor(picture, boxes=[boxes], return_tensors="pt")
        if getattr(model.config.backbone_config, "num_experts", 1) > 1:
            inputs["dataset_index"] = torch.zeros(len(boxes), dtype=torch.int64)  # the one of COCO's keypoints
        found = processor.post_process_pose_estimation(model(**inputs), boxes=[boxes])[0]
        people: People = tuple((one["keypoints"].numpy(), one["scores"].numpy()) for one in found)
        return drawn(people, picture.size)

    def _people(self, picture: Image.Image) -> Boxes:
        from transformers import AutoModelForObjectDetection  # noqa: PLC0415 - only who is asked needs it

        processor, model = self._model(self._supplies.people, AutoModelForObjectDetection)
        outputs = model(**processor(images=picture, return_tensors="pt"))
        sizes = torch.tensor([picture.size[::-1]])
        found = processor.post_process_object_detection(outputs, target_sizes=sizes, threshold=_SURE)[0]
        boxes = found["boxes"][found["labels"] == _PERSON][:_MOST_PEOPLE]
        found_boxes: Boxes = torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1).numpy()
        return found_boxes

    def _model(self, where: str, kind: Any) -> tuple[Any, Any]:
        """A processor and a model. Only safetensors unless the owner says otherwise; nothing is fetched now."""
        if where not in self._loaded:
            from transformers import AutoImageProcessor  # noqa: PLC0415 - only who is asked needs it

            safe = None if self._supplies.unsafe else True
            try:
                processor = AutoImageProcessor.from_pretrained(where, local_files_only=True)
                model = kind.from_pretrained(where, use_safetensors=safe, local_files_only=True, dtype=torch.float32)
            except (OSError, ValueError, KeyError, SafetensorError) as error:
                raise ControlMissing(where) from error
            self._loaded[where] = processor, model.eval()
        return self._loaded[where]


def edges(picture: Image.Image) -> Image.Image:
    """White lines on black."""
    grey = cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2GRAY)
    return Image.fromarray(cv2.Canny(grey, _WEAK, _STRONG)).convert("RGB")
