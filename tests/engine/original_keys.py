"""A pipeline's weights by the names that single files have them under: those of the code SDXL was trained with.

diffusers reads such files; nothing writes them, so here is the way back, for UNets of one layer a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import torch
from diffusers import StableDiffusionXLPipeline
from torch import Tensor

_UNET_ENDS = {
    "conv_in": "input_blocks.0.0",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
}
_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
_VAE = {
    "conv_norm_out": "norm_out",
    "mid_block.resnets.0": "mid.block_1",
    "mid_block.resnets.1": "mid.block_2",
    "mid_block.attentions.0": "mid.attn_1",
    "group_norm": "norm",
    "to_out.0": "proj_out",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "conv_shortcut": "nin_shortcut",
}
_OPEN_CLIP = {
    "text_model.embeddings.token_embedding": "token_embedding",
    "text_model.embeddings.position_embedding.weight": "positional_embedding",
    "text_model.final_layer_norm": "ln_final",
    "text_model.encoder.layers": "transformer.resblocks",
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "self_attn": "attn",
    "fc1": "c_fc",
    "fc2": "c_proj",
}


def original_state(pipeline: StableDiffusionXLPipeline) -> dict[str, Tensor]:
    state = {f"model.diffusion_model.{_unet(key)}": value for key, value in pipeline.unet.state_dict().items()}
    for key, value in pipeline.vae.state_dict().items():
        linear = ".attentions." in key and value.dim() == 2  # convolutions of one pixel there
        state[f"first_stage_model.{_vae(key)}"] = value[:, :, None, None] if linear else value
    for key, value in pipeline.text_encoder.state_dict().items():
        state[f"conditioner.embedders.0.transformer.text_model.{key}"] = value
    for key, value in _open_clip(pipeline.text_encoder_2.state_dict()):
        state[f"conditioner.embedders.1.model.{key}"] = value
    return {key: value.contiguous().clone() for key, value in state.items()}


def _replaced(key: str, names: Mapping[str, str]) -> str:
    for ours, theirs in names.items():
        key = re.sub(rf"(?<![\w]){re.escape(ours)}(?![\w])", theirs, key)
    return key


def _unet(key: str) -> str:
    place = re.fullmatch(r"(down|up)_blocks\.(\d)\.(resnets|attentions|downsamplers|upsamplers)\.(\d)\.(.+)", key)
    if place is None:
        return _replaced(key, _UNET_ENDS | (_RESNET if "mid_block.resnets" in key else {}))
    way, block, kind, layer, rest = place[1], int(place[2]), place[3], int(place[4]), place[5]
    if kind == "downsamplers":
        return f"input_blocks.{2 * block + 2}.0.{rest.replace('conv', 'op')}"
    if kind == "upsamplers":
        return f"output_blocks.{2 * block + 1}.2.{rest}"
    number = 2 * block + layer + 1 if way == "down" else 2 * block + layer
    side = "input" if way == "down" else "output"
    end = f"0.{_replaced(rest, _RESNET)}" if kind == "resnets" else f"1.{rest}"
    return f"{side}_blocks.{number}.{end}"


def _vae(key: str) -> str:
    key = re.sub(r"up_blocks\.(\d)", lambda block: f"up.{3 - int(block[1])}", key)
    key = key.replace("down_blocks", "down").replace("downsamplers.0", "downsample").replace("upsamplers.0", "upsample")
    return re.sub(r"(down|up)\.(\d)\.resnets", r"\1.\2.block", _replaced(key, _VAE))


def _open_clip(state: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """One matrix for queries, keys and values; the projection transposed."""
    for key, value in state.items():
        if ".q_proj." in key:
            parts = [state[key.replace(".q_proj.", f".{part}_proj.")] for part in "qkv"]
            yield _replaced(key, _OPEN_CLIP).replace(".q_proj.", ".in_proj_"), torch.cat(parts)
        elif key == "text_projection.weight":
            yield "text_projection", value.T
        elif ".k_proj." not in key and ".v_proj." not in key:
            yield _replaced(key, _OPEN_CLIP), value
