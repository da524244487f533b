from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import ControlNetModel, ControlNetUnionModel, MultiControlNetModel, StableDiffusionXLPipeline
from PIL import Image, ImageDraw
from torch import Tensor

from bot.engine import checkpoints
from bot.engine.checkpoints import Checkpoint
from bot.engine.nets import Nets
from bot.engine.samples import Sample
from bot.engine.supplies import Supplies
from bot.engine.tasks import begin
from bot.engine.tick import tick
from bot.errors import ControlMissing, ControlNotOffered
from bot.requests import Control, ControlKind, Inpaint, Request
from tests.engine import tiny
from tests.engine.crowd import PHOTO, a_crowd, run_alone, run_together, sources_of
from tests.engine.stock import CLOSE, Following, apart, theirs
from tests.engine.test_loras import TEXT
from tests.engine.tiny import WIDTH, WIDTH_2

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

PX = 64
CPU = torch.device("cpu")
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


def a_mask() -> Image.Image:
    mask = Image.new("L", (PX, PX))
    ImageDraw.Draw(mask).ellipse((10, 6, 50, 60), fill=255)
    return mask


def controls(*pairs: tuple[ControlKind, float]) -> tuple[Control, ...]:
    return tuple(Control(kind, PHOTO, scale) for kind, scale in pairs)


def held(nets: Nets, checkpoint: Checkpoint, request: Request, photos: Sequence[Image.Image] = ()) -> Sample:
    sample = begin(checkpoint, request, photos, request.seed)
    nets.hold(sample, request.controls, [a_picture(seed) for seed in range(len(request.controls))])
    return sample


def run(checkpoint: Checkpoint, sample: Sample) -> Tensor:
    run_alone(checkpoint, sample)
    return sample.latents


WAYS: Mapping[str, tuple[tuple[ControlKind, float], ...]] = {
    "one": (("edges", 0.7),),
    "two": (("edges", 0.6), ("depth", 1.2)),
    "union": (("edges", 0.8),),
    "union of two": (("pose", 0.6), ("edges", 1.1)),
}
"""What is followed, and how closely."""


def nets_for(way: str, folders: Mapping[str, Path]) -> Nets:
    controls = tuple((kind, str(folders["union" if "union" in way else kind])) for kind, _scale in WAYS[way])
    return Nets(Supplies(controls=controls), CPU)


def net_of(way: str, folders: Mapping[str, Path]) -> Any:
    """As diffusers loads it."""
    if "union" in way:
        return ControlNetUnionModel.from_pretrained(folders["union"])
    loaded = [ControlNetModel.from_pretrained(folders[kind]) for kind, _scale in WAYS[way]]
    return loaded[0] if len(loaded) == 1 else MultiControlNetModel(loaded)


def following(net: Any, request: Request) -> Following:
    scales = tuple(control.scale for control in request.controls)
    modes = tuple(MODES[control.kind] for control in request.controls)
    pictures = tuple(a_picture(number) for number in range(len(scales)))
    return Following(net, pictures, scales, modes if isinstance(net, ControlNetUnionModel) else ())


def photos_of(request: Request) -> Sequence[Image.Image]:
    return sources_of(request, a_picture(5), a_mask())


def latents_of(stock: StableDiffusionXLPipeline, request: Request, net: Any) -> Tensor:
    return theirs(stock, request, a_picture(5), a_mask(), following(net, request))


@pytest.mark.parametrize("tasks", [1, pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.parametrize("way", WAYS)
def test_who_follows_photos_ends_in_the_latents_of_the_stock_pipelines_alone_and_joining_late_and_leaving_early(
    way: str, tasks: int, checkpoint: Checkpoint, stock: StableDiffusionXLPipeline, folders: dict[str, Path]
) -> None:
    nets, net = nets_for(way, folders), net_of(way, folders)
    crowd = a_crowd(replace(TEXT, controls=controls(*WAYS[way])), tasks=tasks, first=list(WAYS).index(way))
    alone, together = ([held(nets, checkpoint, request, photos_of(request)) for request in crowd] for _way in range(2))

    rows = run_together(checkpoint, together)

    assert max(rows) > 6
    for request, one, other in zip(crowd, alone, together, strict=True):
        expected = latents_of(stock, request, net)
        assert apart(run(checkpoint, one), expected) <= CLOSE, request
        assert apart(other.latents, expected) <= CLOSE, request


def test_an_inpainting_unet_that_follows_a_photo_ends_in_the_latents_of_the_stock_pipeline(
    tmp_path: Path, folders: dict[str, Path]
) -> None:
    folder = str(tiny.write_folder(tmp_path, in_channels=9))
    nine = checkpoints.load(folder, CPU)
    stock = StableDiffusionXLPipeline.from_pretrained(folder, add_watermarker=False)
    nets, net = nets_for("one", folders), net_of("one", folders)

    crowd = a_crowd(replace(TEXT, controls=controls(*WAYS["one"])))
    for request in [request for request in crowd if isinstance(request, Inpaint)][:3]:
        ours = run(nine, held(nets, nine, request, photos_of(request)))

        assert apart(ours, latents_of(stock, request, net)) <= CLOSE, request


def test_a_photo_that_is_followed_changes_the_painting(checkpoint: Checkpoint, folders: dict[str, Path]) -> None:
    plain = run(checkpoint, held(nets_for("one", folders), checkpoint, TEXT))

    for way in WAYS:
        request = replace(TEXT, controls=controls(*WAYS[way]))
        assert apart(plain, run(checkpoint, held(nets_for(way, folders), checkpoint, request))) > 0.01


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
