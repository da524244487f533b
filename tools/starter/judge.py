"""The judge: a small network that says what a picture shows, once it has proven itself on renders it never saw."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.precision import mixed
from tools.starter.render import held_out, shards
from tools.starter.scenes.paint import paint
from tools.starter.scenes.sample import COLOURLESS
from tools.starter.scenes.scene import Scene
from tools.starter.scenes.words import COLOURS, OBJECTS, PLACES, SPOTS, STYLES, TIMES
from tools.starter.state import State
from tools.starter.vae import tensor_of

PEAK_RATE = 2e-3
UNKNOWN = -100  # what a scene does not say is not asked
QUESTIONS: dict[str, tuple[str, ...]] = {
    "object": tuple(OBJECTS), "colour": tuple(COLOURS), "spot": tuple(SPOTS), "background": tuple(PLACES),
    "ground": tuple(COLOURS), "time": tuple(TIMES), "style": tuple(STYLES),
}  # fmt: skip
PROOF = ("object", "colour", "background", "time", "style")  # each to be right in 95 % of held-out renders
PROOF_SHARE = 0.95


def answers(scene: Scene) -> dict[str, int]:
    """The right answer to each question by index, or UNKNOWN where the picture cannot tell."""
    hued = scene.style not in COLOURLESS
    single = scene.things[0] if len(scene.things) == 1 and scene.relation is None else None
    alone = single if single is not None and single.count == 1 else None
    said = {
        "object": single and single.kind, "colour": alone and hued and alone.colour, "spot": alone and alone.spot,
        "background": scene.place, "ground": hued and scene.ground, "time": scene.style != "neon" and scene.time,
        "style": scene.style,
    }  # fmt: skip
    return {name: choices.index(said[name]) if said[name] else UNKNOWN for name, choices in QUESTIONS.items()}


class Judge(nn.Module):
    """Pictures [n, 3, 128, 128] in −1…1 to logits by question."""

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 24, 48, 96, 128, 160)
        self.body = nn.Sequential(
            *[
                nn.Sequential(nn.Conv2d(a, b, 5 if a == 3 else 3, 2, 2 if a == 3 else 1), nn.BatchNorm2d(b), nn.ReLU())
                for a, b in itertools.pairwise(widths)
            ],
            nn.Flatten(), nn.Dropout(0.1), nn.Linear(160 * 16, 256), nn.ReLU(),
        )  # fmt: skip
        self.heads = nn.ModuleDict({name: nn.Linear(256, len(choices)) for name, choices in QUESTIONS.items()})

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        seen = self.body(pictures)
        return {name: head(seen) for name, head in self.heads.items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How often an answer was right: shares 0 to 1 by question, and of how many scenes."""

    shares: dict[str, float]
    counts: dict[str, int]

    @property
    def proven(self) -> bool:
        return all(self.shares[name] >= PROOF_SHARE for name in PROOF)


@torch.no_grad()
def verdict(judge: Judge, pictures: Tensor, scenes: Sequence[Scene]) -> Verdict:
    """Judges pictures [n, 3, 128, 128] by the scenes that they ought to show."""
    judge.eval()
    said = {name: logits.argmax(dim=1) for name, logits in judge(pictures).items()}
    shares, counts = {}, {}
    for name in QUESTIONS:
        truth = torch.tensor([answers(scene)[name] for scene in scenes], device=pictures.device)
        asked = truth != UNKNOWN
        counts[name] = int(asked.sum())
        shares[name] = float((said[name][asked] == truth[asked]).float().mean()) if counts[name] else 1.0
    return Verdict(shares, counts)


def train_judge(state: State, plan: Plan) -> None:
    """Leaves judge.pt and proof.json: its shares on 1,000 held-out renders."""
    torch.manual_seed(2)
    judge = Judge().to(plan.device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    pace = Pace(plan.judge_minutes)
    kept = state.load("judge.pt")
    if kept is not None:
        judge.load_state_dict(kept["judge"])
        optimizer.load_state_dict(kept["optimizer"])
        pace.resume(kept["spent_s"], kept["steps"])
    ready = [shard for shard in shards(plan) if shard.file(state, "pictures").exists()]
    pictures = [np.load(shard.file(state, "pictures"), mmap_mode="r") for shard in ready]
    truths = [_truths([answers(scene) for scene in shard.scenes()]) for shard in ready]
    rng = np.random.default_rng(pace.steps)
    with state.timed("judge"):
        while not pace.over:
            part = rng.integers(len(ready))
            rows = np.sort(rng.integers(0, len(pictures[part]), 64))
            seen = roughened(tensor_of(pictures[part][rows], plan.device))
            with mixed(plan.device, enabled=plan.bf16):
                said = {name: logits.float() for name, logits in judge.train()(seen).items()}
            loss = _loss(said, {name: values[rows].to(plan.device) for name, values in truths[part].items()})
            for group in optimizer.param_groups:
                group["lr"] = pace.rate(PEAK_RATE)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            pace.steps += 1
            if pace.steps % 200 == 0:
                pace.tell(f"loss {loss.item():.3f}")
                _keep(state, judge, optimizer, pace)
        _keep(state, judge, optimizer, pace)
    prove(state, plan, judge)


def roughened(pictures: Tensor) -> Tensor:
    """A little noise and, half the time, a blur, so that the judge looks at shapes and not at clean edges."""
    if torch.rand(()) < 0.5:
        pictures = functional.interpolate(functional.avg_pool2d(pictures, 2), scale_factor=2.0, mode="bilinear")
    return pictures + 0.05 * torch.randn_like(pictures)


def prove(state: State, plan: Plan, judge: Judge) -> None:
    scenes = held_out(plan, 1000, offset=10_000)
    shown = tensor_of(np.stack([np.asarray(paint(scene)) for scene in scenes]), plan.device)
    proof = verdict(judge, shown, scenes)
    state.path("proof.json").write_text(json.dumps(proof.shares, indent=1))
    print(
        "judge",
        "proven" if proof.proven else "NOT proven",
        {name: round(share, 3) for name, share in proof.shares.items()},
        flush=True,
    )


def load_judge(state: State) -> Judge:
    judge = Judge()
    judge.load_state_dict(state.load("judge.pt")["judge"])
    return judge.eval()


def _truths(rows: Sequence[dict[str, int]]) -> dict[str, Tensor]:
    return {name: torch.tensor([row[name] for row in rows]) for name in QUESTIONS}


def _loss(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
    parts = [
        functional.cross_entropy(logits[name], truth[name], reduction="sum") / len(truth[name]) for name in QUESTIONS
    ]
    return torch.stack(parts).sum()


def _keep(state: State, judge: Judge, optimizer: torch.optim.Optimizer, pace: Pace) -> None:
    state.save(
        "judge.pt",
        {
            "judge": judge.state_dict(),
            "optimizer": optimizer.state_dict(),
            "spent_s": pace.elapsed_s,
            "steps": pace.steps,
        },
    )
