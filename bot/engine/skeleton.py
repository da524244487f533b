"""People's poses as OpenPose draws them (Cao and others, arXiv:1812.08008), which is what ControlNets know."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Points: TypeAlias = "NDArray[np.float32]"
"""[17, 2]: x and y in pixels, in COCO's order: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles."""
People: TypeAlias = "Sequence[tuple[Points, NDArray[np.float32]]]"
"""For each, their keypoints, and how sure it is of each of them: [17], 0-1."""

_SURE = 0.3
_THIN = 1 / 128
"""Half a limb's width, of the picture's shorter side."""
_DIM = 0.6
"""Limbs are drawn darker than joints."""

# COCO's keypoints in OpenPose's order, in which the neck (-1, between the shoulders) is the second
_ORDER = (0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
_SHOULDERS = (5, 6)
_LIMBS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13),
    (1, 0), (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip


def drawn(people: People, size: tuple[int, int]) -> Image.Image:
    """On black; `size` is (width, height)."""
    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    width = max(round(min(size) * _THIN), 1)
    for points, sure in people:
        joints = _joints(points, sure)
        _draw_limbs(canvas, joints, width)
        for number, joint in enumerate(joints):
            if joint is not None:
                cv2.circle(canvas, _whole(joint), width, _colour(number), thickness=-1)
    return Image.fromarray(canvas)


def _joints(points: Points, sure: NDArray[np.float32]) -> list[NDArray[np.float32] | None]:
    neck = points[list(_SHOULDERS)].mean(axis=0) if min(sure[list(_SHOULDERS)]) >= _SURE else None
    return [neck if index < 0 else points[index] if sure[index] >= _SURE else None for index in _ORDER]


def _draw_limbs(canvas: NDArray[np.uint8], joints: Sequence[NDArray[np.float32] | None], width: int) -> None:
    """Each an ellipse from joint to joint."""
    for number, (begin, end) in enumerate(_LIMBS):
        one, other = joints[begin], joints[end]
        if one is None or other is None:
            continue
        along = other - one
        axes = (max(round(float(np.hypot(*along)) / 2), 1), width)
        angle = float(np.degrees(np.arctan2(along[1], along[0])))
        red, green, blue = (round(value * _DIM) for value in _colour(number))
        cv2.ellipse(canvas, _whole((one + other) / 2), axes, angle, 0, 360, (red, green, blue), thickness=-1)


def _whole(point: NDArray[np.floating[Any]]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _colour(number: int) -> tuple[int, int, int]:
    """Around the rainbow, red first."""
    red, green, blue = colorsys.hsv_to_rgb(number / len(_ORDER), 1.0, 1.0)
    return round(red * 255), round(green * 255), round(blue * 255)
