"""The fast tier: a LoRA with which four steps without guidance do what twenty with guidance did.

Progressive distillation (Salimans and Ho, 2022) in one leap: from a noised latent, the teacher goes a quarter of the
way in five guided steps; the student learns the one v that gets there at once.
"""

import torch
from torch import Tensor
from torch.nn import functional

from tools.starter.lora import Base, steps_of
from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.state import State
from tools.starter.unet import Corpus, noise_schedule

RANK = 16
STEPS, SUBSTEPS = 4, 5
GUIDANCE = 3.0
BATCH = 32
NAME = "fast.safetensors"


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
    base, corpus, pace = Base.load(state, plan), Corpus.read(state, plan), Pace(plan.lora_minutes)
    alphas = torch.cat([noise_schedule().alphas_cumprod, torch.ones(1)]).to(plan.device)  # the last one: no noise
    parameters = base.add_lora(RANK)
    with state.timed("fast-lora"):
        for _ in steps_of(parameters, pace):
            latents, first_ids, second_ids = corpus.draw(BATCH, 0.5)
            with torch.no_grad():
                context, pooled = base.texts(first_ids, second_ids)
            start = 999 - (1000 // STEPS) * torch.randint(0, STEPS, (BATCH,), device=latents.device)
            here = alphas[start][:, None, None, None]
            noisy = here.sqrt() * latents + (1 - here).sqrt() * torch.randn_like(latents)
            target, there = _taught(base, noisy, start, context, pooled, alphas)
            said = base.seen(noisy, start, context, pooled)
            loss = functional.mse_loss(said, v_between(noisy, target, here, there))
            loss.backward()
            if pace.steps % 100 == 0:
                pace.tell(f"loss {loss.item():.4f}")
    base.save_lora(state.path("companions"), NAME)


@torch.no_grad()
def _taught(
    base: Base, noisy: Tensor, start: Tensor, context: Tensor, pooled: Tensor, alphas: Tensor
) -> tuple[Tensor, Tensor]:
    """Where the teacher, the UNet without its adapter, gets in SUBSTEPS guided steps; and the ᾱ there."""
    base.unet.disable_adapters()
    nothing, silent = torch.zeros_like(context), torch.zeros_like(pooled)
    stride = 1000 // (STEPS * SUBSTEPS)
    for _ in range(SUBSTEPS):
        after = torch.where(start - stride < 0, len(alphas) - 1, start - stride)
        here, there = alphas[start][:, None, None, None], alphas[after][:, None, None, None]
        wanted = base.seen(noisy, start, context, pooled)
        unasked = base.seen(noisy, start, nothing, silent)
        noisy = moved(noisy, unasked + GUIDANCE * (wanted - unasked), here, there)
        start = after
    base.unet.enable_adapters()
    return noisy, there
