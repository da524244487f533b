from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTImageProcessor,
    RTDetrConfig,
    RTDetrForObjectDetection,
    RTDetrImageProcessor,
    RTDetrResNetConfig,
    VitPoseBackboneConfig,
    VitPoseConfig,
    VitPoseForPoseEstimation,
    VitPoseImageProcessor,
)

from bot.engine.reader import Reader, edges
from bot.engine.skeleton import drawn
from bot.engine.supplies import Supplies
from bot.errors import ControlMissing
from bot.requests import ControlKind

SIZE = (120, 80)


@pytest.fixture(scope="module")
def supplies(tmp_path_factory: pytest.TempPathFactory) -> Supplies:
    """Models of random weights."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("readers")
    _write_depth(folder / "depth")
    _write_people(folder / "people")
    _write_pose(folder / "pose")
    return Supplies(depth=str(folder / "depth"), people=str(folder / "people"), pose=str(folder / "pose"))


def _write_depth(folder: Path) -> None:
    backbone = Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14,
        out_features=["stage1", "stage2"], reshape_hidden_states=False, apply_layernorm=True,
    )  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, patch_size=14, reassemble_factors=[2, 1],
        neck_hidden_sizes=[8, 8], fusion_hidden_size=8, head_hidden_size=4,
    )  # fmt: skip
    DepthAnythingForDepthEstimation(config).save_pretrained(folder)
    DPTImageProcessor(size={"height": 28, "width": 28}, ensure_multiple_of=14).save_pretrained(folder)


def _write_people(folder: Path) -> None:
    """It sees persons everywhere."""
    backbone = RTDetrResNetConfig(
        embedding_size=8, hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1], layer_type="basic",
        out_features=["stage2", "stage3", "stage4"],
    )  # fmt: skip
    config = RTDetrConfig(
        backbone_config=backbone, encoder_hidden_dim=16, encoder_in_channels=[8, 16, 16], d_model=16, num_queries=4,
        decoder_in_channels=[16, 16, 16], encoder_ffn_dim=16, decoder_ffn_dim=16, encoder_attention_heads=2,
        decoder_attention_heads=2, decoder_layers=1, num_labels=2, decoder_n_points=2,
    )  # fmt: skip
    model = RTDetrForObjectDetection(config)
    for head in model.model.decoder.class_embed:
        torch.nn.init.zeros_(head.weight)
        head.bias.data = torch.tensor([9.0, -9.0])
    model.save_pretrained(folder)
    RTDetrImageProcessor(size={"height": 64, "width": 64}).save_pretrained(folder)


def _write_pose(folder: Path) -> None:
    backbone = VitPoseBackboneConfig(
        image_size=[32, 24], patch_size=[8, 8], hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        out_indices=[1], out_features=None,
    )  # fmt: skip
    VitPoseForPoseEstimation(
        VitPoseConfig(backbone_config=backbone, use_simple_decoder=True, num_labels=17)
    ).save_pretrained(folder)
    VitPoseImageProcessor(size={"height": 32, "width": 24}).save_pretrained(folder)


def a_photo() -> Image.Image:
    photo = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(photo).rectangle((30, 20, 90, 60), fill="black")
    return photo


def test_edges_are_white_lines_where_colours_change() -> None:
    lines = np.asarray(edges(a_photo()))

    assert set(np.unique(lines)) == {0, 255}
    assert lines[20:60, 28:33].any()
    assert not lines[5:15].any()
    assert not lines[30:50, 45:75].any()


@pytest.mark.parametrize("kind", ["edges", "depth", "pose"])
def test_what_is_read_is_a_picture_of_the_same_size(kind: ControlKind, supplies: Supplies) -> None:
    seen = Reader(supplies).read(kind, a_photo())

    assert (seen.size, seen.mode) == (SIZE, "RGB")


def test_depth_reaches_from_black_to_white(supplies: Supplies) -> None:
    grey = np.asarray(Reader(supplies).read("depth", a_photo()))

    assert (grey.min(), grey.max()) == (0, 255)
    assert (grey[..., 0] == grey[..., 2]).all()


@pytest.mark.parametrize("kind", ["depth", "pose"])
def test_weights_that_are_not_there_are_said(kind: ControlKind, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")

    with pytest.raises(ControlMissing) as caught:
        Reader(Supplies(depth=missing, people=missing, pose=missing)).read(kind, a_photo())

    assert caught.value.weights == missing


def test_a_person_is_drawn_with_a_neck_and_coloured_limbs() -> None:
    points = np.zeros((17, 2), np.float32)
    points[[5, 6]] = (80, 30), (40, 30)  # left and right shoulder
    points[0] = (60, 10)
    sure = np.zeros(17, np.float32)
    sure[[0, 5, 6]] = 0.9

    picture = np.asarray(drawn([(points, sure)], SIZE))

    assert picture[30, 60].any()  # the neck, between the shoulders
    assert picture[20, 60].any()  # from it to the nose
    assert picture[30, 50].any()
    assert tuple(picture[10, 60]) == (255, 0, 0)
    assert not picture[50:].any()


def test_keypoints_that_are_unsure_and_nobody_at_all_draw_nothing() -> None:
    unsure = (np.full((17, 2), 40, np.float32), np.full(17, 0.1, np.float32))

    assert not np.asarray(drawn([unsure], SIZE)).any()
    assert not np.asarray(drawn((), SIZE)).any()
