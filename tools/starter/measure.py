"""The numbers: what the judge finds in pictures painted from held-out captions, each beside its goal."""

import json
import random
from collections.abc import Mapping
from types import MappingProxyType

from tools.starter import edges, fast_lora
from tools.starter.assemble import numbers, write_card
from tools.starter.claims import edges_followed, layout_kept, negative_obeyed, text_obeyed, weight_obeyed
from tools.starter.easel import Easel, as_tensor
from tools.starter.judge import Judge, load_judge, verdict
from tools.starter.plan import Plan
from tools.starter.render import held_out
from tools.starter.scenes.captions import caption
from tools.starter.scenes.paint import paint
from tools.starter.scenes.scene import Scene
from tools.starter.state import State

GOALS: Mapping[str, float] = MappingProxyType(
    {
        "background": 0.9, "time": 0.9, "style": 0.85, "colour": 0.85, "object": 0.8, "spot": 0.8,
        "layout kept at strength 0.4": 0.85, "text obeyed at strength 0.8": 0.85, "negative obeyed": 0.85,
        "weight obeyed": 0.85, "edges followed": 0.85,
    }
)  # fmt: skip


def probes(plan: Plan, count: int) -> tuple[list[Scene], list[str]]:
    """Held-out scenes and a caption of each."""
    scenes = held_out(plan, count, offset=50_000)
    return scenes, [caption(scene, random.Random(scene.seed)) for scene in scenes]


def measure(state: State, plan: Plan) -> None:
    """Leaves measured.json, renews the card of the state's own checkpoint, prints each number beside its goal."""
    easel, judge = Easel.load(state.checkpoint, plan.device), load_judge(state)
    with state.timed("measure"):
        found = measured(easel, judge, plan) | companions_measured(easel, judge, state, plan)
    state.path("measured.json").write_text(json.dumps(found, indent=1))
    if state.base is None:
        write_card(state.checkpoint, plan, numbers(state))
    for claim, share in found.items():
        print(
            f"{claim}: {share:.1%} (goal {GOALS[claim]:.0%})" if claim in GOALS else f"{claim}: {share:.1%}", flush=True
        )


def measured(easel: Easel, judge: Judge, plan: Plan) -> dict[str, float]:
    """Shares 0 to 1 by claim, of `plan.probes` captions."""
    scenes, prompts = probes(plan, plan.probes)
    found = dict(verdict(judge, as_tensor(easel.paint(prompts)), scenes).shares)
    singles = [scene for scene in scenes if len(scene.things) == 1 and scene.style == "flat"][:16]
    originals = [paint(scene) for scene in singles]
    found["layout kept at strength 0.4"] = layout_kept(easel, singles, originals)
    found["text obeyed at strength 0.8"] = text_obeyed(easel, judge, singles, originals)
    found["negative obeyed"] = negative_obeyed(easel, judge)
    found["weight obeyed"] = weight_obeyed(easel, judge)
    return found


def companions_measured(easel: Easel, judge: Judge, state: State, plan: Plan) -> dict[str, float]:
    """Of those companions that were trained. Loads the fast LoRA onto the easel and takes it off again."""
    found: dict[str, float] = {}
    scenes, prompts = probes(plan, plan.probes)
    singles = [scene for scene in scenes if len(scene.things) == 1 and scene.style == "flat"][:32]
    if (controlnet := state.path("companions", edges.NAME)).exists():
        along, free = edges_followed(easel, controlnet, singles, [paint(scene) for scene in singles])
        found |= {"edges followed": along, "edges met by the caption alone": free}
    if state.path("companions", fast_lora.NAME).exists():
        easel.pipeline.load_lora_weights(state.path("companions"), weight_name=fast_lora.NAME)
        fast = verdict(judge, as_tensor(easel.paint(prompts, steps=fast_lora.STEPS, guidance=1.0)), scenes)
        easel.pipeline.unload_lora_weights()
        found |= {f"{name}, 4 steps": share for name, share in fast.shares.items()}
    return found
