"""Random weights: speed does not depend on their values."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from bot.engine.devices import dtype_for

VOCABULARY = 49_408


def write_full_size(folder: Path, device: torch.device) -> None:
    """SDXL as it is configured by its authors, 6.9 GB in bf16, made on the device."""
    _write(
        folder,
        device,
        UNet2DConditionModel.from_config(_UNET),
        AutoencoderKL(
            block_out_channels=(128, 256, 512, 512),
            layers_per_block=2,
            latent_channels=4,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            sample_size=1024,
            scaling_factor=0.13025,
        ),
        (768, 3072, 12, 12, "quick_gelu"),
        (1280, 5120, 32, 20, "gelu"),
    )


def write_small(folder: Path, device: torch.device) -> None:
    """The same architecture, thousands of times smaller: to see that the measuring works."""
    small = _UNET | {
        "sample_size": 16,
        "block_out_channels": (32, 64, 64),
        "layers_per_block": 1,
        "norm_num_groups": 16,
        "attention_head_dim": (2, 4, 4),
        "transformer_layers_per_block": (1, 1, 2),
        "cross_attention_dim": 96,
        "projection_class_embeddings_input_dim": 6 * 256 + 64,
    }
    vae = AutoencoderKL(
        block_out_channels=(16, 16, 16, 16),
        norm_num_groups=8,
        layers_per_block=1,
        latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        sample_size=128,
        scaling_factor=0.13025,
    )
    _write(
        folder,
        device,
        UNet2DConditionModel.from_config(small),
        vae,
        (32, 64, 2, 2, "quick_gelu"),
        (64, 128, 2, 4, "gelu"),
    )


_UNET = {
    "sample_size": 128,
    "in_channels": 4,
    "out_channels": 4,
    "block_out_channels": (320, 640, 1280),
    "layers_per_block": 2,
    "attention_head_dim": (5, 10, 20),
    "transformer_layers_per_block": (1, 2, 10),
    "cross_attention_dim": 2048,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}

Sizes = tuple[int, int, int, int, str]
"""Width, inner width, layers, heads and activation of a text encoder."""


def _write(
    folder: Path,
    device: torch.device,
    unet: UNet2DConditionModel,
    vae: AutoencoderKL,
    first: Sizes,
    second: Sizes,
) -> None:
    tokenizer, tokenizer_2 = _tokenizer("<|endoftext|>"), _tokenizer("!")
    pipeline = StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=CLIPTextModel(_text(first)),
        text_encoder_2=CLIPTextModelWithProjection(_text(second)),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer_2,
        unet=unet,
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            steps_offset=1,
            timestep_spacing="leading",
        ),
        add_watermarker=False,
    )
    pipeline.to(device, dtype_for(device)).save_pretrained(folder, safe_serialization=True)


def _text(sizes: Sizes) -> CLIPTextConfig:
    width, inner, layers, heads, activation = sizes
    return CLIPTextConfig(
        vocab_size=VOCABULARY,
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=width,
        max_position_embeddings=77,
        hidden_act=activation,
        bos_token_id=VOCABULARY - 2,
        eos_token_id=VOCABULARY - 1,
        pad_token_id=1,
    )


def _tokenizer(pad: str) -> CLIPTokenizer:
    """Letters only, at the right numbers: what a prompt costs does not depend on its words."""
    letters = sorted(ByteLevel.alphabet())
    tokens = letters + [letter + "</w>" for letter in letters]
    tokens += [f"<{index}>" for index in range(VOCABULARY - 2 - len(tokens))] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], pad_token=pad, model_max_length=77)
