from __future__ import annotations

import json
import shutil
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest
import torch

from bot.engine.checkpoints import load
from bot.engine.devices import device_for, dtype_for, name_of
from bot.engine.pixels import Pixels
from bot.engine.tasks import paint
from bot.errors import CheckpointMissing
from bot.requests import Text2Image
from tests.engine import tiny

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

CPU = torch.device("cpu")


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def expected(tiny_folder: Path) -> Pixels:
    return painting(str(tiny_folder))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of a hub that cannot be reached."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    for place in ("huggingface_hub.constants.HF_HUB_CACHE", "diffusers.utils.constants.HF_MODULES_CACHE"):
        monkeypatch.setattr(place, str(tmp_path))
    return tmp_path


def painting(checkpoint: str) -> Pixels:
    request = Text2Image(
        prompt="a red cat",
        prompt_2="",
        negative_prompt="",
        width=64,
        height=64,
        num_inference_steps=2,
        guidance_scale=4.0,
        scheduler="euler",
        seed=1,
        count=1,
        checkpoint=checkpoint,
    )
    return paint(load(checkpoint, CPU), request, [], 1, lambda _step: None)


def test_a_single_file_in_the_original_layout_paints_what_its_folder_paints(tmp_path: Path, expected: Pixels) -> None:
    file = tiny.write_file(tmp_path / "tiny.safetensors")

    assert np.abs(painting(str(file)).astype(int) - expected).max() <= 1


@pytest.mark.parametrize("variant", [None, "fp16"])
def test_a_cached_hub_checkpoint_paints_without_the_hub(hub: Path, variant: str | None, expected: Pixels) -> None:
    repository = hub / "models--some--painter"
    tiny.write_folder(repository / "snapshots" / ("a" * 40), variant=variant)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40)

    assert np.array_equal(painting("some/painter"), expected)


@pytest.mark.usefixtures("hub")
def test_a_hub_checkpoint_that_cannot_be_had_is_missing() -> None:
    with pytest.raises(CheckpointMissing) as caught:
        load("some/painter", CPU)

    assert caught.value.checkpoint == "some/painter"
    assert caught.value.__cause__ is not None


def test_pickled_weights_are_never_loaded(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_folder, folder)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))

    with pytest.raises(CheckpointMissing):
        load(str(folder), CPU)


def test_truncated_weights_are_a_missing_checkpoint(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "truncated"
    shutil.copytree(tiny_folder, folder)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])

    with pytest.raises(CheckpointMissing):
        load(str(folder), CPU)


def test_a_file_that_is_no_checkpoint_is_missing(tmp_path: Path) -> None:
    file = tiny.write_file(tmp_path / "tiny.safetensors")
    file.write_bytes(b"no weights")

    with pytest.raises(CheckpointMissing):
        load(str(file), CPU)


def test_a_folder_without_a_pipeline_is_missing(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionXLPipeline"}))

    with pytest.raises(CheckpointMissing):
        load(str(tmp_path), CPU)


def test_weights_are_single_precision_on_a_cpu_and_shared_by_both_tasks(tiny_folder: Path) -> None:
    checkpoint = load(str(tiny_folder), CPU)

    assert checkpoint.unet.dtype == torch.float32 == dtype_for(CPU)
    assert checkpoint.pipeline.watermark is None


def test_a_device_is_taken_at_its_word_and_auto_takes_one_that_is_there() -> None:
    assert device_for("cpu") == CPU
    assert device_for("auto").type in {"cpu", "cuda", "mps"}
    assert name_of(CPU) == "CPU"
