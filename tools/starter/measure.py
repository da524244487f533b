"""The numbers: what the judge finds in pictures painted from held-out captions, each beside its goal."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline
from PIL import Image
from torch import Tensor

from tools.starter.judge import QUESTIONS, Judge, load_judge, verdict
from tools.starter.plan import Plan
from tools.starter.render import held_out
from tools.starter.scenes.captions import caption
from tools.starter.scenes.paint import paint
from tools.starter.scenes.scene import Scene
from tools.starter.scenes.words import COLOUR_NAMES, OBJECTS, PLACES, TIMES
from tools.starter.state import State
from tools.starter.vae import tensor_of

STEPS, GUIDANCE = 20, 3.0
GOALS: Mapping[str, float] = MappingProxyType(
    {
        "background": 0.9, "time": 0.9, "style": 0.85, "colour": 0.85, "object": 0.8, "spot": 0.8,
        "layout kept at strength 0.4": 0.85, "text obeyed at strength 0.8": 0.85, "negative moves away": 0.85,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Easel:
    """A loaded checkpoint that paints batches. Batches are of 16, one seed a picture."""

    pipeline: StableDiffusionXLPipeline

    @classmethod
    def load(cls, folder: Path, device: str) -> "Easel":
        pipeline = StableDiffusionXLPipeline.from_pretrained(folder, dtype=torch.float32, add_watermarker=False)
        pipeline.set_progress_bar_config(disable=True)
        return cls(pipeline.to(device))

    def paint(self, prompts: Sequence[str], negative: str | None = None, steps: int = STEPS) -> list[Image.Image]:
        painted: list[Image.Image] = []
        for start in range(0, len(prompts), 16):
            some = list(prompts[start : start + 16])
            painted += self.pipeline(
                some, negative_prompt=[negative] * len(some) if negative else None, num_inference_steps=steps,
                guidance_scale=GUIDANCE, generator=_seeds(start, len(some)), height=128, width=128,
            ).images  # fmt: skip
        return painted

    def repaint(self, pictures: Sequence[Image.Image], prompts: Sequence[str], strength: float) -> list[Image.Image]:
        again = StableDiffusionXLImg2ImgPipeline(**self.pipeline.components, add_watermarker=False)
        again.set_progress_bar_config(disable=True)
        return again(
            list(prompts), image=list(pictures), strength=strength, num_inference_steps=STEPS, guidance_scale=GUIDANCE,
            generator=_seeds(0, len(prompts)),
        ).images  # fmt: skip


def _seeds(start: int, count: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(7000 + start + i) for i in range(count)]


def as_tensor(pictures: Sequence[Image.Image]) -> Tensor:
    return tensor_of(np.stack([np.asarray(picture.convert("RGB").resize((128, 128))) for picture in pictures]))


def probes(plan: Plan, count: int) -> tuple[list[Scene], list[str]]:
    """Held-out scenes and a caption of each."""
    scenes = held_out(plan, count, offset=50_000)
    return scenes, [caption(scene, random.Random(scene.seed)) for scene in scenes]


def measure(state: State, plan: Plan) -> None:
    """Leaves measured.json beside the checkpoint's card and prints each number beside its goal."""
    with state.timed("measure"):
        found = measured(Easel.load(state.path("checkpoint"), plan.device), load_judge(state), plan, plan.probes)
    state.path("measured.json").write_text(json.dumps(found, indent=1))
    for claim, share in found.items():
        print(
            f"{claim}: {share:.1%} (goal {GOALS[claim]:.0%})" if claim in GOALS else f"{claim}: {share:.1%}", flush=True
        )


def measured(easel: Easel, judge: Judge, plan: Plan, count: int) -> dict[str, float]:
    """Shares 0 to 1 by claim, of `count` captions."""
    scenes, prompts = probes(plan, count)
    found = dict(verdict(judge, as_tensor(easel.paint(prompts)), scenes).shares)
    scenes = [scene for scene in scenes if len(scene.things) == 1 and scene.style == "flat"][:16]
    originals = [paint(scene) for scene in scenes]
    found["layout kept at strength 0.4"] = _kept(easel, scenes, originals)
    found["text obeyed at strength 0.8"] = _obeyed(easel, judge, scenes, originals)
    found["negative moves away"] = _negated(easel, judge)
    return found


def _kept(easel: Easel, scenes: Sequence[Scene], originals: Sequence[Image.Image]) -> float:
    """A repainted picture is nearer to its own original than to each other one."""
    again = as_tensor(easel.repaint(originals, [caption(scene, random.Random(0)) for scene in scenes], 0.4)).flatten(1)
    nearest = torch.cdist(again, as_tensor(originals).flatten(1)).argmin(dim=1)
    return float((nearest == torch.arange(len(scenes))).float().mean())


def _obeyed(easel: Easel, judge: Judge, scenes: Sequence[Scene], originals: Sequence[Image.Image]) -> float:
    """Told to be night (plain ground: another colour), it is."""
    told = []
    for scene in scenes:
        changed = {"time": "night", "lights": ()} if scene.time else {"ground": "blue", "place": "plain"}
        told.append(replace(scene, **changed, weather="clear"))
    prompts = [
        f"{COLOUR_NAMES[scene.things[0].colour][0]} {OBJECTS[scene.things[0].kind][0]}, "
        + (f"{PLACES[scene.place][0]}, {TIMES['night'][0]}" if scene.time else "blue background")
        for scene in told
    ]
    found = verdict(judge, as_tensor(easel.repaint(originals, prompts, 0.8)), told)
    asked = found.counts["time"] + found.counts["ground"]
    right = found.shares["time"] * found.counts["time"] + found.shares["ground"] * found.counts["ground"]
    return right / max(1, asked)


@torch.no_grad()
def _negated(easel: Easel, judge: Judge) -> float:
    """With a negative "night", the judge's score of night falls, seed by seed."""
    prompts = [f"{PLACES[place][0]}" for place in ("sea", "field", "mountain", "city", "desert", "beach")] * 2
    night = QUESTIONS["time"].index("night")
    plain = judge(as_tensor(easel.paint([f"{prompt}, stars" for prompt in prompts])))["time"].softmax(dim=1)[:, night]
    spoken = judge(as_tensor(easel.paint([f"{prompt}, stars" for prompt in prompts], "night")))["time"].softmax(dim=1)[
        :, night
    ]
    return float((spoken < plain).float().mean())
