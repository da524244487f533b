"""What the checkpoint claims besides naming: each claim a share of seeds, 0 to 1."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from tools.starter.easel import Easel, as_tensor
from tools.starter.edges import condition
from tools.starter.judge import QUESTIONS, Judge, verdict
from tools.starter.scenes.captions import caption
from tools.starter.scenes.scene import Scene
from tools.starter.scenes.words import COLOUR_NAMES, OBJECTS, PLACES

OPEN_PLACES = ("sea", "field", "mountain", "city", "desert", "beach")
TIMES = ("night", "sunset")
RIVAL = "dawn"  # not day: that is what an unnamed time mostly is, so the word moves nothing


def layout_kept(easel: Easel, scenes: Sequence[Scene], originals: Sequence[Image.Image]) -> float:
    """Repainted at strength 0.4 by its own caption, a picture is nearer to its original than to any other's."""
    again = as_tensor(easel.repaint(originals, [caption(scene, random.Random(0)) for scene in scenes], 0.4))
    return _nearest_is_own(again, as_tensor(originals))


def text_obeyed(easel: Easel, judge: Judge, scenes: Sequence[Scene], originals: Sequence[Image.Image]) -> float:
    """At strength 0.8, told to be night (plain ground: to be blue), it is."""
    told = [_changed(scene) for scene in scenes]
    prompts = [
        f"{COLOUR_NAMES[scene.things[0].colour][0]} {OBJECTS[scene.things[0].kind][0]}, "
        + (f"{PLACES[scene.place][0]}, night" if scene.time else "blue background")
        for scene in told
    ]
    found = verdict(judge, as_tensor(easel.repaint(originals, prompts, 0.8)), told)
    right = sum(found.shares[name] * found.counts[name] for name in ("time", "ground"))
    return right / max(1, found.counts["time"] + found.counts["ground"])


def negative_obeyed(easel: Easel, judge: Judge) -> float:
    """Asked for two times of day at once, the one that is the negative too scores lower than where the other is.

    A contest, since of a scene that is day already the judge's score of night is noise.
    """
    falls = []
    for time in TIMES:
        prompts = [f"{PLACES[place][0]}, {RIVAL}, {time}" for place in OPEN_PLACES]
        asked = [time] * len(prompts)
        less = _scores(judge, easel.paint(prompts, negative=time), asked)
        more = _scores(judge, easel.paint(prompts, negative=RIVAL), asked)
        falls.append(less < more)
    return float(torch.stack(falls).float().mean())


def weight_obeyed(easel: Easel, judge: Judge) -> float:
    """Of two times of day in one prompt, the one with 1.4 scores higher than where it has 0.6 and the other 1.4."""
    times = [time for _ in OPEN_PLACES for time in TIMES]
    places = [PLACES[place][0] for place in OPEN_PLACES for _ in TIMES]
    heavy, light = (
        _scores(judge, easel.paint_weighted(prompts), times)
        for prompts in (
            [f"{place}, ({time})1.4, ({RIVAL})0.6" for place, time in zip(places, times, strict=True)],
            [f"{place}, ({time})0.6, ({RIVAL})1.4" for place, time in zip(places, times, strict=True)],
        )
    )
    return float((heavy > light).float().mean())


def edges_followed(
    easel: Easel, controlnet: Path, scenes: Sequence[Scene], originals: Sequence[Image.Image]
) -> tuple[float, float]:
    """Painted along edges, a picture's own edges are nearer to those than to any other's; and the same of pictures that
    were painted by their captions alone, since a caption tells much of where things are.
    """
    hints = [condition(original) for original in originals]
    prompts = [caption(scene, random.Random(0)) for scene in scenes]
    along, free = (
        _nearest_is_own(_soft([condition(picture) for picture in painted]), _soft(hints))
        for painted in (easel.paint_along(hints, prompts, controlnet), easel.paint(prompts))
    )
    return along, free


def _soft(lines: Sequence[Image.Image]) -> torch.Tensor:
    """[n, 128 * 128] of lines blurred by 3 px, of mean 0 and length 1: neither a pixel's offset nor how many
    lines there are says which are near.
    """
    greys = torch.stack(
        [torch.from_numpy(cv2.GaussianBlur(np.float32(line.convert("L")), (0, 0), 3)) for line in lines]
    )
    flat = greys.flatten(1)
    return functional.normalize(flat - flat.mean(dim=1, keepdim=True))


def _changed(scene: Scene) -> Scene:
    calm = replace(scene, weather="clear", lights=())
    return replace(calm, time="night") if scene.time else replace(calm, ground="blue")


def _nearest_is_own(found: torch.Tensor, wanted: torch.Tensor) -> float:
    nearest = torch.cdist(found.flatten(1), wanted.flatten(1)).argmin(dim=1)
    return float((nearest == torch.arange(len(wanted))).float().mean())


@torch.no_grad()
def _scores(judge: Judge, pictures: Sequence[Image.Image], times: Sequence[str]) -> torch.Tensor:
    """The judge's log share [n] of each picture's own time of day."""
    rows = judge(as_tensor(pictures))["time"].log_softmax(dim=1)
    return rows[range(len(times)), [QUESTIONS["time"].index(time) for time in times]]
