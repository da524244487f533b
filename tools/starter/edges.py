"""A ControlNet that follows edges: white lines on black, as `condition` draws them."""

import numpy as np
import torch
from diffusers import ControlNetModel
from PIL import Image
from torch import Tensor
from torch.nn import functional

from tools.starter.lora import Base, steps_of
from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.render import shards
from tools.starter.scenes.styles import edges
from tools.starter.state import State
from tools.starter.unet import noise_schedule
from tools.starter.vae import tensor_of

BATCH = 32
NAME = "edges"


def condition(image: Image.Image) -> Image.Image:
    """The edges of a picture, its own size."""
    large = edges(image.convert("RGB").resize((256, 256), Image.Resampling.BICUBIC))
    return Image.fromarray((large * 255).astype(np.uint8)).reduce(2).resize(image.size).convert("RGB")


def train_edges(state: State, plan: Plan) -> None:
    """Leaves companions/edges/, fp16, in diffusers' format."""
    torch.manual_seed(5)
    base = Base.load(state, plan)
    net = ControlNetModel.from_unet(base.unet, conditioning_embedding_out_channels=(8, 16, 32, 64)).to(plan.device)
    alphas = noise_schedule().alphas_cumprod.to(plan.device)
    shard = next(shard for shard in shards(plan) if shard.file(state, "latents").exists())
    pictures = np.load(shard.file(state, "pictures"))[: plan.lora_pictures]
    hints = torch.stack([_hint(Image.fromarray(picture)) for picture in pictures]).to(plan.device)
    latents = torch.from_numpy(np.load(shard.file(state, "latents"))[: len(hints)]).float().to(plan.device)
    tokens = torch.from_numpy(np.load(shard.file(state, "tokens"))[: len(hints), 0]).long().to(plan.device)
    pace = Pace(plan.lora_minutes)
    with state.timed("edges"):
        for _ in steps_of(list(net.parameters()), pace):
            rows = torch.randint(0, len(latents), (BATCH,), device=latents.device)
            with torch.no_grad():
                context, pooled = base.texts(tokens[rows], tokens[rows])
            steps = torch.randint(0, len(alphas), (BATCH,), device=latents.device)
            alpha = alphas[steps][:, None, None, None]
            noise = torch.randn_like(latents[rows])
            noisy = alpha.sqrt() * latents[rows] + (1 - alpha).sqrt() * noise
            said = _guided(base, net, noisy, steps, context, pooled, hints[rows])
            loss = functional.mse_loss(said, alpha.sqrt() * noise - (1 - alpha).sqrt() * latents[rows])
            loss.backward()
            if pace.steps % 100 == 0:
                pace.tell(f"loss {loss.item():.4f}")
    net.half().save_pretrained(state.path("companions", NAME))


def _hint(image: Image.Image) -> Tensor:
    """[3, 128, 128] in 0…1, as the ControlNet pipelines feed it."""
    return tensor_of(np.asarray(condition(image))[None])[0].add(1).div(2)


def _guided(
    base: Base, net: ControlNetModel, noisy: Tensor, steps: Tensor, context: Tensor, pooled: Tensor, hints: Tensor
) -> Tensor:
    sizes = noisy.new_tensor([128, 128, 0, 0, 128, 128]).expand(len(noisy), 6)
    extra = {"text_embeds": pooled, "time_ids": sizes}
    down, middle = net(noisy, steps, context, hints, added_cond_kwargs=extra, return_dict=False)
    return base.unet(
        noisy, steps, context, added_cond_kwargs=extra, down_block_additional_residuals=down,
        mid_block_additional_residual=middle,
    ).sample  # fmt: skip
