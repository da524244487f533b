"""Stage 5: every rendered picture as a latent, once, so that the UNet's training never sees a pixel."""

import numpy as np
import torch
from diffusers import AutoencoderKL

from tools.starter.plan import Plan
from tools.starter.precision import mixed
from tools.starter.render import shards
from tools.starter.state import State
from tools.starter.vae import tensor_of


@torch.no_grad()
def encode_latents(state: State, plan: Plan, batch: int = 32) -> None:
    """float16 [shard, 4, 16, 16] a file under latents/, already scaled to a standard deviation of 1."""
    vae = AutoencoderKL.from_pretrained(state.path("vae")).eval().to(plan.device, memory_format=torch.channels_last)
    with state.timed("latents"):
        for shard in shards(plan):
            path = shard.file(state, "latents")
            if path.exists() or not shard.file(state, "pictures").exists():
                continue
            pictures = np.load(shard.file(state, "pictures"), mmap_mode="r")
            parts = []
            for start in range(0, len(pictures), batch):
                seen = tensor_of(pictures[start : start + batch], plan.device)
                with mixed(plan.device, enabled=plan.bf16):
                    mean = vae.encode(seen).latent_dist.mode()
                parts.append((mean.float() * vae.config.scaling_factor).half().cpu().numpy())
            part = path.with_suffix(".part.npy")
            np.save(part, np.concatenate(parts))
            part.replace(path)
            print(path.name, flush=True)
