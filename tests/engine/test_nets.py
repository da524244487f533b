from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from diffusers import (
    ControlNetModel,
    ControlNetUnionModel,
    MultiControlNetModel,
    StableDiffusionXLControlNetImg2ImgPipeline,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLControlNetUnionPipeline,
    StableDiffusionXLPipeline,
)
from PIL import Image
from torch import Tensor

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.nets import Nets
from bot.engine.samples import Sample
from bot.engine.supplies import Supplies
from bot.engine.tasks import begin
from bot.engine.tick import tick
from bot.errors import ControlMissing, ControlNotOffered
from bot.requests import Control, ControlKind, Hash, Image2Image, Request
from tests.engine.test_loras import TEXT
from tests.engine.tiny import WIDTH, WIDTH_2

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

PX = 64
CPU = torch.device("cpu")
PHOTO = Hash("c" * 64)
MODES = {"pose": 0, "depth": 1, "edges": 3}


def write_net(folder: Path, seed: int, *, union: bool) -> Path:
    """Random weights, the last layers too, which are zero in a net that was not trained."""
    torch.manual_seed(seed)
    shared: dict[str, Any] = {
        "block_out_channels": (16, 32),
        "layers_per_block": 1,
        "norm_num_groups": 8,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "attention_head_dim": (2, 4),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
        "transformer_layers_per_block": (1, 2),
        "projection_class_embeddings_input_dim": 6 * 8 + WIDTH_2,
        "cross_attention_dim": WIDTH + WIDTH_2,
        "conditioning_embedding_out_channels": (8, 8, 8, 8),
    }
    if union:
        net: Any = ControlNetUnionModel(
            **shared, num_control_type=6, num_trans_channel=16, num_trans_head=2, num_trans_layer=1, num_proj_channel=16
        )
    else:
        net = ControlNetModel(**shared)
    for parameter in net.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.1)
    net.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("nets")
    return {
        "edges": write_net(folder / "edges", 1, union=False),
        "depth": write_net(folder / "depth", 2, union=False),
        "union": write_net(folder / "union", 3, union=True),
    }


@pytest.fixture(scope="module")
def checkpoint(tiny_folder: Path) -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load(str(tiny_folder), CPU)


@pytest.fixture(scope="module")
def stock(tiny_folder: Path) -> StableDiffusionXLPipeline:
    return StableDiffusionXLPipeline.from_pretrained(tiny_folder, add_watermarker=False)


def a_picture(seed: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (PX, PX, 3), dtype=np.uint8))


def controls(*pairs: tuple[ControlKind, float]) -> tuple[Control, ...]:
    return tuple(Control(kind, PHOTO, scale) for kind, scale in pairs)


def held(nets: Nets, checkpoint: Checkpoint, request: Request, photos: Sequence[Image.Image] = ()) -> Sample:
    sample = begin(checkpoint, request, photos, request.seed)
    nets.hold(sample, request.controls, [a_picture(seed) for seed in range(len(request.controls))])
    return sample


def run(checkpoint: Checkpoint, sample: Sample) -> Tensor:
    while not sample.done:
        tick(checkpoint, [sample])
    return sample.latents


def said(call: object, **more: object) -> Tensor:
    paint = cast("Callable[..., Any]", call)
    paint.set_progress_bar_config(disable=True)  # type: ignore[attr-defined]
    images = paint(
        prompt=TEXT.prompt,
        prompt_2=TEXT.prompt_2,
        negative_prompt=TEXT.negative_prompt,
        num_inference_steps=TEXT.num_inference_steps,
        guidance_scale=TEXT.guidance_scale,
        generator=torch.Generator().manual_seed(TEXT.seed),
        output_type="latent",
        **more,
    ).images
    return cast("Tensor", images)


def apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max())


def test_one_net_ends_in_the_latents_of_the_stock_pipeline(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline, folders: dict[str, Path]
) -> None:
    nets = Nets(Supplies(controls=(("edges", str(folders["edges"])),)), CPU)
    request = replace(TEXT, controls=controls(("edges", 0.7)))

    ours = run(checkpoint, held(nets, checkpoint, request))

    net = ControlNetModel.from_pretrained(folders["edges"])
    pipeline = StableDiffusionXLControlNetPipeline(**stock.components, controlnet=net, add_watermarker=False)
    theirs = said(pipeline, image=a_picture(0), controlnet_conditioning_scale=0.7, width=PX, height=PX)
    assert apart(ours, theirs) <= 1e-4
    assert apart(ours, run(checkpoint, held(nets, checkpoint, TEXT))) > 0.01


def test_two_nets_at_once_end_in_the_latents_of_the_stock_pipeline(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline, folders: dict[str, Path]
) -> None:
    kinds: tuple[ControlKind, ...] = ("edges", "depth")
    nets = Nets(Supplies(controls=tuple((kind, str(folders[kind])) for kind in kinds)), CPU)
    request = replace(TEXT, controls=controls(("edges", 0.6), ("depth", 1.2)))

    ours = run(checkpoint, held(nets, checkpoint, request))

    both = MultiControlNetModel([ControlNetModel.from_pretrained(folders[kind]) for kind in kinds])
    pipeline = StableDiffusionXLControlNetPipeline(**stock.components, controlnet=both, add_watermarker=False)
    pictures = [a_picture(0), a_picture(1)]
    theirs = said(pipeline, image=pictures, controlnet_conditioning_scale=[0.6, 1.2], width=PX, height=PX)
    assert apart(ours, theirs) <= 1e-4


@pytest.mark.parametrize(
    "wanted",
    [(("edges", 0.8),), (("pose", 0.6), ("edges", 1.1))],
    ids=lambda wanted: "+".join(one[0] for one in wanted),
)
def test_a_union_model_ends_in_the_latents_of_the_stock_pipeline(
    wanted: tuple[tuple[ControlKind, float], ...],
    checkpoint: Checkpoint,
    stock: StableDiffusionXLPipeline,
    folders: dict[str, Path],
) -> None:
    kinds: tuple[ControlKind, ...] = ("edges", "depth", "pose")
    nets = Nets(Supplies(controls=tuple((kind, str(folders["union"])) for kind in kinds)), CPU)

    ours = run(checkpoint, held(nets, checkpoint, replace(TEXT, controls=controls(*wanted))))

    net = ControlNetUnionModel.from_pretrained(folders["union"])
    pipeline = StableDiffusionXLControlNetUnionPipeline(**stock.components, controlnet=net, add_watermarker=False)
    theirs = said(
        pipeline,
        control_image=[a_picture(number) for number in range(len(wanted))],
        control_mode=[MODES[kind] for kind, _scale in wanted],
        controlnet_conditioning_scale=[scale for _kind, scale in wanted],
        width=PX,
        height=PX,
    )
    assert apart(ours, theirs) <= 1e-4


def test_over_a_picture_it_ends_in_the_latents_of_the_stock_pipeline(
    checkpoint: Checkpoint, stock: StableDiffusionXLPipeline, folders: dict[str, Path]
) -> None:
    nets = Nets(Supplies(controls=(("depth", str(folders["depth"])),)), CPU)
    request = Image2Image.over(replace(TEXT, controls=controls(("depth", 0.9))), PHOTO, 0.6)

    ours = run(checkpoint, held(nets, checkpoint, request, [a_picture(5)]))

    net = ControlNetModel.from_pretrained(folders["depth"])
    pipeline = StableDiffusionXLControlNetImg2ImgPipeline(**stock.components, controlnet=net, add_watermarker=False)
    theirs = said(
        pipeline, image=a_picture(5), control_image=a_picture(0), strength=0.6, controlnet_conditioning_scale=0.9
    )
    assert apart(ours, theirs) <= 1e-4


def test_each_of_a_batch_follows_its_own_picture_as_closely_as_it_was_asked_to(
    checkpoint: Checkpoint, folders: dict[str, Path]
) -> None:
    nets = Nets(Supplies(controls=(("edges", str(folders["edges"])),)), CPU)
    requests = [replace(TEXT, seed=seed, controls=controls(("edges", scale))) for seed, scale in ((1, 0.4), (2, 1.3))]
    alone = [run(checkpoint, held(nets, checkpoint, request)) for request in requests]

    together = [held(nets, checkpoint, request) for request in requests]
    assert len({sample.group for sample in together}) == 1
    while not together[0].done:
        tick(checkpoint, together)

    assert max(apart(one, sample.latents) for one, sample in zip(alone, together, strict=True)) <= 1e-4


def test_union_models_share_no_call_where_scales_differ_and_nobody_one_with_those_who_follow_nothing(
    checkpoint: Checkpoint, folders: dict[str, Path]
) -> None:
    nets = Nets(Supplies(controls=(("edges", str(folders["union"])),)), CPU)
    groups = [
        held(nets, checkpoint, replace(TEXT, controls=following)).group
        for following in ((), controls(("edges", 0.5)), controls(("edges", 0.6)))
    ]

    assert len(set(groups)) == 3


def test_what_is_not_set_up_or_not_there_is_said(checkpoint: Checkpoint, tmp_path: Path) -> None:
    request = replace(TEXT, controls=controls(("edges", 1.0)))

    with pytest.raises(ControlNotOffered):
        held(Nets(Supplies(), CPU), checkpoint, request)
    with pytest.raises(ControlMissing) as caught:
        held(Nets(Supplies(controls=(("edges", str(tmp_path)),)), CPU), checkpoint, request)
    assert caught.value.weights == str(tmp_path)
