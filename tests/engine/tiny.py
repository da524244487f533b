"""A random-weight SDXL family of half a million parameters: the real architecture's parts, at 64 pixels.

What it paints is noise; whether two ways of painting agree, it shows as well as the real one.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from safetensors.torch import save_file
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from tests.engine.original_keys import original_state

NATIVE_PX = 64
WIDTH, WIDTH_2 = 32, 48  # of the text encoders: single files tell them apart by it
_MERGES = ("r e", "i n", "c a", "ca t</w>")


def pipeline(*, in_channels: int = 4) -> StableDiffusionXLPipeline:
    """The same weights each time. A UNet made for inpainting has 9 channels."""
    torch.manual_seed(0)
    tokenizer, tokenizer_2 = tokenizer_of("<|endoftext|>"), tokenizer_of("!")  # SDXL's second one pads with "!"
    return StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(_text_config(tokenizer, WIDTH, "quick_gelu")),
        text_encoder_2=CLIPTextModelWithProjection(_text_config(tokenizer_2, WIDTH_2, "gelu")),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer_2,
        unet=_unet(in_channels),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            steps_offset=1,
            timestep_spacing="leading",
        ),
        add_watermarker=False,
    )


def write_folder(folder: Path, *, variant: str | None = None, in_channels: int = 4) -> Path:
    pipeline(in_channels=in_channels).save_pretrained(folder, safe_serialization=True, variant=variant)
    return folder


def write_file(path: Path) -> Path:
    """One `.safetensors` file in the original key layout, and its configuration in a folder beside it."""
    whole = pipeline()
    save_file(original_state(whole), path)
    whole.save_pretrained(path.with_suffix(""))
    for weights in path.with_suffix("").rglob("*.safetensors"):
        weights.unlink()
    return path


def tokenizer_of(pad: str) -> CLIPTokenizer:
    """Of single letters and a few words."""
    letters = sorted(ByteLevel.alphabet())
    tokens = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in _MERGES]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    merges = [tuple(merge.split()) for merge in _MERGES]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, pad_token=pad, model_max_length=77)


def _text_config(tokenizer: CLIPTokenizer, width: int, activation: str) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=37,
        num_hidden_layers=3,
        num_attention_heads=4,
        projection_dim=width,
        max_position_embeddings=77,
        hidden_act=activation,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _unet(in_channels: int) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=NATIVE_PX // 8,
        in_channels=in_channels,
        out_channels=4,
        block_out_channels=(16, 32),
        layers_per_block=1,
        norm_num_groups=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 2),
        projection_class_embeddings_input_dim=6 * 8 + WIDTH_2,
        cross_attention_dim=WIDTH + WIDTH_2,
    )


def _vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        norm_num_groups=4,
        layers_per_block=1,
        latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        sample_size=NATIVE_PX,
        scaling_factor=0.13025,
        force_upcast=False,
    )
