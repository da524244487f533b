"""The fast tier: a LoRA with which four steps without guidance do what twenty with guidance did.

Progressive distillation (Salimans and Ho, 2022) in one leap: the teacher walks from noise to a picture in twenty guided
steps; of every five the student learns the one v that gets there at once. No pictures are needed, only texts.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from tools.starter.lora import Base, steps_of
from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.render import SEEDS
from tools.starter.scenes.captions import caption
from tools.starter.scenes.sample import first_mix, full_mix, scene_of
from tools.starter.state import State
from tools.starter.unet import SIDE, noise_schedule

RANK = 16
STEPS, SUBSTEPS = 4, 5
GUIDANCE = 3.0
BATCH = 32
WALKING = 0.4  # share of the minutes in which the teacher walks and nobody learns
NAME = "fast.safetensors"


@dataclass(frozen=True, slots=True)
class Walks:
    """The teacher's ways: `moments` [n, STEPS + 1, 4, 16, 16], from noise to a clean latent; `ids` [n, 77] its text."""

    moments: Tensor
    ids: Tensor


def moved(noisy: Tensor, v: Tensor, here: Tensor, there: Tensor) -> Tensor:
    """One Euler step, which for v-prediction is DDIM's: from ᾱ `here` [n, 1, 1, 1] to ᾱ `there`."""
    clean = here.sqrt() * noisy - (1 - here).sqrt() * v
    noise = (1 - here).sqrt() * noisy + here.sqrt() * v
    return there.sqrt() * clean + (1 - there).sqrt() * noise


def v_between(noisy: Tensor, target: Tensor, here: Tensor, there: Tensor) -> Tensor:
    """The v with which `moved` would lead from `noisy` to `target`."""
    kept = (there * here).sqrt() + ((1 - there) * (1 - here)).sqrt()
    turned = ((1 - there) * here).sqrt() - (there * (1 - here)).sqrt()
    return (target - kept * noisy) / turned


def train_fast_lora(state: State, plan: Plan) -> None:
    """Leaves companions/fast.safetensors; to be used with 4 steps, guidance 1, Euler with trailing timesteps."""
    torch.manual_seed(4)
    base = Base.load(state, plan)
    with state.timed("fast-lora"):
        walks = _walked(base, state, plan)
        pace = Pace(plan.lora_minutes * (1 - WALKING))
        losses: list[float] = []
        for _ in steps_of(base.add_lora(RANK), pace):
            loss = _lesson(base, walks, plan)
            loss.backward()
            losses.append(loss.item())
            if len(losses) == 50:
                pace.tell(f"loss {sum(losses) / len(losses):.4f}")
                losses.clear()
    base.save_lora(state.path("companions"), NAME)


def _walked(base: Base, state: State, plan: Plan) -> Walks:
    """As many as the time allows, each of another caption; those of an earlier run, where it left some in walks.pt."""
    kept = state.load("walks.pt")
    if kept is not None:
        return Walks(kept["moments"].float().to(plan.device), kept["ids"].to(plan.device))
    pace = Pace(plan.lora_minutes * WALKING)
    count = min(BATCH, plan.lora_pictures)
    moments, ids = [], []
    while not pace.over:
        first = pace.steps * count
        ids.append(base.ids([_text(first + i, plan) for i in range(count)]))
        moments.append(_walk(base, ids[-1], plan))
        pace.steps += 1
    pace.tell(f"batches of {count} walks")
    state.save("walks.pt", {"moments": torch.cat(moments).half().cpu(), "ids": torch.cat(ids).cpu()})
    return Walks(torch.cat(moments), torch.cat(ids))


def _text(number: int, plan: Plan) -> str:
    """Of both parts of the curriculum in turn."""
    part, mix = ("first", first_mix(plan.kinds)) if number % 2 else ("full", full_mix(plan.kinds))
    return caption(scene_of(SEEDS[part] + number, mix), random.Random(number))


@torch.no_grad()
def _walk(base: Base, ids: Tensor, plan: Plan) -> Tensor:
    """[n, STEPS + 1, 4, 16, 16] of token ids [n, 77], by the UNet as it is."""
    alphas = _alphas(plan)
    context, pooled = base.texts(ids, ids)
    nothing, silent = torch.zeros_like(context), torch.zeros_like(pooled)
    noisy = torch.randn(len(ids), 4, SIDE // 8, SIDE // 8, device=plan.device)
    moments = [noisy]
    for step in range(STEPS * SUBSTEPS):
        here, there = alphas[step], alphas[step + 1]
        times = torch.full((len(ids),), _time(step), device=plan.device)
        wanted, unasked = base.seen(noisy, times, context, pooled), base.seen(noisy, times, nothing, silent)
        noisy = moved(noisy, unasked + GUIDANCE * (wanted - unasked), here, there)
        if (step + 1) % SUBSTEPS == 0:
            moments.append(noisy)
    return torch.stack(moments, dim=1)


def _lesson(base: Base, walks: Walks, plan: Plan) -> Tensor:
    """The loss of one batch: each row a leap out of somebody's walk."""
    alphas = _alphas(plan)
    rows = torch.randint(0, len(walks.ids), (BATCH,), device=plan.device)
    leaps = torch.randint(0, STEPS, (BATCH,), device=plan.device)
    noisy, target = walks.moments[rows, leaps], walks.moments[rows, leaps + 1]
    here, there = (alphas[(leaps + more) * SUBSTEPS][:, None, None, None] for more in (0, 1))
    with torch.no_grad():
        context, pooled = base.texts(walks.ids[rows], walks.ids[rows])
    times = 999 - leaps * (1000 // STEPS)
    return functional.mse_loss(base.seen(noisy, times, context, pooled), v_between(noisy, target, here, there))


def _time(step: int) -> int:
    return 999 - step * (1000 // (STEPS * SUBSTEPS))


def _alphas(plan: Plan) -> Tensor:
    """ᾱ before each of the teacher's steps [STEPS · SUBSTEPS + 1]; after the last there is no noise."""
    steps = [_time(step) for step in range(STEPS * SUBSTEPS)]
    return torch.cat([noise_schedule().alphas_cumprod[steps], torch.ones(1)]).to(plan.device)
