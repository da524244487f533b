"""What the companions share: the checkpoint they are for, an adapter on its UNet, the file diffusers loads it from."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import StableDiffusionXLPipeline, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img import retrieve_latents
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from torch import Tensor, nn

from tools.starter.pace import Pace
from tools.starter.plan import Plan
from tools.starter.precision import mixed
from tools.starter.state import State
from tools.starter.text import Texts
from tools.starter.tokens import encode
from tools.starter.unet import SIDE

PEAK_RATE = 1e-3
TARGETS = (
    "to_q", "to_k", "to_v", "to_out.0", "proj_in", "proj_out", "ff.net.0.proj", "ff.net.2", "time_emb_proj",
    "conv1", "conv2", "conv_shortcut",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Base:
    """The finished checkpoint as float32 modules, nothing of it learning."""

    pipeline: StableDiffusionXLPipeline
    texts: Texts
    bf16: bool

    @classmethod
    def load(cls, state: State, plan: Plan) -> "Base":
        pipeline = StableDiffusionXLPipeline.from_pretrained(
            state.checkpoint, dtype=torch.float32, add_watermarker=False
        ).to(plan.device)
        texts = Texts(pipeline.tokenizer)
        texts.first, texts.second = pipeline.text_encoder, pipeline.text_encoder_2
        for module in (pipeline.unet, pipeline.vae, texts):
            module.requires_grad_(requires_grad=False)
        return cls(pipeline, texts, plan.bf16)

    @property
    def unet(self) -> UNet2DConditionModel:
        return self.pipeline.unet

    def ids(self, texts: list[str]) -> Tensor:
        """Token ids [n, 77]."""
        return torch.from_numpy(encode(self.pipeline.tokenizer, texts)).long().to(self.pipeline.device)

    @torch.no_grad()
    def latents(self, pictures: Tensor) -> Tensor:
        """[n, 4, 16, 16] of pictures [n, 3, 128, 128] in −1…1, whichever autoencoder it has."""
        vae = self.pipeline.vae
        with self.mixed():
            parts = [retrieve_latents(vae.encode(part), sample_mode="argmax").float() for part in pictures.split(32)]
        return torch.cat(parts) * vae.config.scaling_factor

    def seen(self, noisy: Tensor, steps: Tensor, context: Tensor, pooled: Tensor) -> Tensor:
        """The UNet's v for latents [n, 4, 16, 16] at timesteps [n]."""
        with self.mixed():
            return self.unet(noisy, steps, context, added_cond_kwargs=added(noisy, pooled)).sample.float()

    def mixed(self) -> AbstractContextManager[None]:
        """bfloat16 where the plan says that it pays."""
        return mixed(self.pipeline.device.type, enabled=self.bf16)

    def add_lora(self, rank: int) -> list[nn.Parameter]:
        """Puts a fresh adapter on the UNet, in place; its parameters are the only ones that learn."""
        self.unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=list(TARGETS)))
        return [parameter for parameter in self.unet.parameters() if parameter.requires_grad]

    def save_lora(self, folder: Path, name: str) -> None:
        """fp16, as `pipeline.load_lora_weights(folder, weight_name=name)` reads it."""
        layers = {key: value.half().contiguous() for key, value in get_peft_model_state_dict(self.unet).items()}
        StableDiffusionXLPipeline.save_lora_weights(folder, unet_lora_layers=layers, weight_name=name)


def added(noisy: Tensor, pooled: Tensor) -> dict[str, Tensor]:
    """What SDXL conditions on beside the text's context: its pooled text, and a size of 128 px whole."""
    sizes = noisy.new_tensor([SIDE, SIDE, 0, 0, SIDE, SIDE]).expand(len(noisy), 6)
    return {"text_embeds": pooled, "time_ids": sizes}


def steps_of(parameters: list[nn.Parameter], pace: Pace) -> Iterator[torch.optim.Optimizer]:
    """An optimizer, ready for one backward, as often as the budget allows; it steps when the loop comes back."""
    optimizer = torch.optim.AdamW(parameters, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    while not pace.over:
        for group in optimizer.param_groups:
            group["lr"] = pace.rate(PEAK_RATE, warmup=20)
        optimizer.zero_grad(set_to_none=True)
        yield optimizer
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        pace.steps += 1
