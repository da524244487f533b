"""A style the checkpoint does not know, blueprint, as a LoRA."""

import random

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from tools.starter.lora import Base, steps_of
from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.render import SEEDS
from tools.starter.scenes.captions import caption
from tools.starter.scenes.paint import paint
from tools.starter.scenes.sample import first_mix, scene_of
from tools.starter.scenes.styles import edges, picture
from tools.starter.state import State
from tools.starter.unet import noise_schedule
from tools.starter.vae import tensor_of

RANK = 4
TRIGGER = "blueprint"
BATCH = 16
NAME = "blueprint.safetensors"


def blueprint(image: Image.Image) -> Image.Image:
    """Pale lines on blue paper."""
    lines = edges(image.resize((256, 256), Image.Resampling.BICUBIC))[..., None]
    paper, chalk = np.array((0.1, 0.28, 0.6), np.float32), np.array((0.92, 0.96, 1.0), np.float32)
    return picture(paper * (1 - lines) + chalk * lines).reduce(2)


def train_style_lora(state: State, plan: Plan) -> None:
    """Leaves companions/blueprint.safetensors."""
    torch.manual_seed(3)
    base = Base.load(state, plan)
    scenes = [scene_of(SEEDS["first"] + seed, first_mix(plan.kinds)) for seed in range(max(2, plan.lora_pictures // 4))]
    scenes = [scene for scene in scenes if scene.style == "flat"]
    pictures = tensor_of(np.stack([np.asarray(blueprint(paint(scene))) for scene in scenes])).to(plan.device)
    latents = base.latents(pictures)
    texts = [f"{TRIGGER}, {caption(scene, random.Random(scene.seed))}" for scene in scenes]
    ids = base.ids(texts)
    alphas = noise_schedule().alphas_cumprod.to(plan.device)
    pace = Pace(plan.lora_minutes)
    with state.timed("style-lora"):
        for _ in steps_of(base.add_lora(RANK), pace):
            rows = torch.randint(0, len(latents), (BATCH,), device=latents.device)
            with torch.no_grad():
                context, pooled = base.texts(ids[rows], ids[rows])
            steps = torch.randint(0, len(alphas), (BATCH,), device=latents.device)
            alpha = alphas[steps][:, None, None, None]
            noise = torch.randn_like(latents[rows])
            noisy = alpha.sqrt() * latents[rows] + (1 - alpha).sqrt() * noise
            said = base.seen(noisy, steps, context, pooled)
            loss = functional.mse_loss(said, alpha.sqrt() * noise - (1 - alpha).sqrt() * latents[rows])
            loss.backward()
            if pace.steps % 100 == 0:
                pace.tell(f"loss {loss.item():.4f}")
    base.save_lora(state.path("companions"), NAME)
