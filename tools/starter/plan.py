"""How long and how large each stage is, for a CPU that is shared and for one large GPU."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tools.starter import precision
from tools.starter.scenes.words import CORE, OBJECTS


@dataclass(frozen=True, slots=True)
class Plan:
    """One training, from nothing to the checkpoint. Minutes are wall clock of a stage, all its resumptions together."""

    device: str  # cpu, cuda
    kinds: tuple[str, ...]
    workers: int
    shard: int  # pictures in one file
    first_shards: int  # files of single big things
    full_shards: int  # … and everything
    vae_channels: tuple[int, ...]  # of four levels, finest first
    vae_minutes: float
    encoder_share: float  # of the VAE's minutes, after which only the decoder learns
    vae_batch: int
    vae_crop: int  # px
    text_minutes: float
    text_batch: int
    unet_channels: tuple[int, ...]
    unet_layers: int
    unet_minutes: float
    unet_batch: int
    unet_rate: float
    average: float  # decay of the averaged weights, a step
    judge_minutes: float
    lora_minutes: float  # of each companion
    lora_pictures: int
    edge_pictures: int
    probes: int  # held-out captions that the numbers rest on

    @property
    def bf16(self) -> bool:
        return precision.pays(self.device)


PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        "cpu": Plan(
            device="cpu", kinds=CORE, workers=1, shard=2048, first_shards=20, full_shards=20,
            vae_channels=(16, 16, 32, 64), vae_minutes=45, encoder_share=0.4, vae_batch=8, vae_crop=64,
            text_minutes=7, text_batch=64,
            unet_channels=(64, 96, 128), unet_layers=1, unet_minutes=180, unet_batch=24, unet_rate=1.2e-3,
            average=0.998, judge_minutes=20, lora_minutes=30, lora_pictures=4096, edge_pictures=20480, probes=96,
        ),
        "cuda": Plan(
            device="cuda", kinds=tuple(OBJECTS), workers=os.cpu_count() or 1, shard=2048,
            first_shards=40, full_shards=80,
            vae_channels=(16, 32, 64, 64), vae_minutes=5, encoder_share=0.7, vae_batch=64, vae_crop=128,
            text_minutes=0.7, text_batch=1024,
            unet_channels=(80, 144), unet_layers=1, unet_minutes=13, unet_batch=1024, unet_rate=1.5e-3, average=0.9995,
            judge_minutes=1.5, lora_minutes=1, lora_pictures=16384, edge_pictures=65536, probes=400,
        ),
    }
)  # fmt: skip
