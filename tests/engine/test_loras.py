from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from bot.engine import checkpoints, loras
from bot.engine.checkpoints import Checkpoint
from bot.engine.prompts import PromptEncoder
from bot.engine.tasks import begin
from bot.errors import LoraUnfit
from bot.requests import Text2Image
from tests.engine import lora_files
from tests.engine.crowd import a_crowd, run_alone, run_together, sources_of
from tests.engine.stock import CLOSE, apart, theirs

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # diffusers and numpy 2
    pytest.mark.filterwarnings("ignore:Already found a `peft_config`:UserWarning"),  # stock, with a second LoRA
]

TEXT = Text2Image(
    prompt="a red cat",
    prompt_2="a cat in the rain",
    negative_prompt="grain",
    width=64,
    height=64,
    num_inference_steps=4,
    guidance_scale=5.0,
    scheduler="euler",
    seed=11,
    count=1,
    checkpoint="",
)


@pytest.fixture(scope="module")
def checkpoint(tiny_folder: Path) -> Checkpoint:
    torch.set_num_threads(1)
    return checkpoints.load(str(tiny_folder), torch.device("cpu"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, checkpoint: Checkpoint) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("loras")
    pipeline = checkpoint.pipeline
    return {
        "peft": lora_files.write_peft(folder / "peft.safetensors", pipeline, seed=1),
        "unet": lora_files.write_peft(folder / "unet.safetensors", pipeline, seed=2, texts=False),
        "kohya": lora_files.write_kohya(folder / "kohya.safetensors", pipeline, seed=3),
    }


def fresh(checkpoint: Checkpoint) -> Checkpoint:
    """Texts are read anew, since the encoders may have changed."""
    return Checkpoint(checkpoint.pipeline, PromptEncoder(checkpoint.pipeline), checkpoint.scheduler_config)


def painted(checkpoint: Checkpoint) -> Tensor:
    """Final latents."""
    sample = begin(fresh(checkpoint), TEXT, (), TEXT.seed)
    run_alone(checkpoint, sample)
    return sample.latents


def stock(folder: Path, wanted: dict[Path, float], *, fused: bool) -> StableDiffusionXLPipeline:
    """As the documentation of diffusers puts LoRAs to use."""
    pipeline = StableDiffusionXLPipeline.from_pretrained(folder, add_watermarker=False)
    for path in wanted:
        pipeline.load_lora_weights(path, adapter_name=path.stem)
    pipeline.set_adapters([path.stem for path in wanted], list(wanted.values()))
    if fused:
        pipeline.fuse_lora()
    return pipeline


def checksums(pipeline: StableDiffusionXLPipeline) -> dict[str, tuple[str, int]]:
    """Of every weight: its bytes, and where they lie."""
    return {
        f"{part}.{name}": (hashlib.sha256(weight.detach().numpy().tobytes()).hexdigest(), weight.data_ptr())
        for part in ("unet", "text_encoder", "text_encoder_2", "vae")
        for name, weight in getattr(pipeline, part).named_parameters()
    }


@pytest.mark.parametrize(
    ("wanted", "how"),
    [
        ({"peft": 1.0}, "fused"),
        ({"unet": 0.7}, "beside"),
        ({"kohya": 1.0}, "beside"),
        ({"peft": 0.8, "kohya": 0.5}, "fused"),
        ({"unet": -0.6, "kohya": 1.3}, "beside"),
    ],
)
def test_what_is_merged_ends_in_the_latents_of_the_stock_pipeline(
    wanted: dict[str, float], how: str, checkpoint: Checkpoint, files: dict[str, Path], tiny_folder: Path
) -> None:
    before = painted(checkpoint)
    read = [(name, weight, loras.read(name, files[name], checkpoint.pipeline)) for name, weight in wanted.items()]
    merge = loras.merge(checkpoint.pipeline, read)
    try:
        ours = painted(checkpoint)
    finally:
        merge.undo()

    pipeline = stock(tiny_folder, {files[name]: weight for name, weight in wanted.items()}, fused=how == "fused")
    assert apart(ours, theirs(pipeline, TEXT)) <= CLOSE
    assert apart(ours, before) > 0.05


@pytest.mark.parametrize("tasks", [1, pytest.param(3, marks=pytest.mark.long)])
def test_with_loras_every_task_and_scheduler_ends_in_the_latents_of_the_stock_pipelines_alone_and_sharing_ticks(
    tasks: int, checkpoint: Checkpoint, files: dict[str, Path], tiny_folder: Path
) -> None:
    wanted = {"peft": 0.8, "kohya": 0.5}
    pipeline = stock(tiny_folder, {files[name]: weight for name, weight in wanted.items()}, fused=True)
    photo = Image.fromarray(np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    mask = Image.new("L", photo.size)
    mask.paste(255, (16, 0, 64, 40))
    crowd = a_crowd(TEXT, tasks=tasks)

    merge = loras.merge(
        checkpoint.pipeline,
        [(name, weight, loras.read(name, files[name], checkpoint.pipeline)) for name, weight in wanted.items()],
    )
    try:
        speaking = fresh(checkpoint)
        alone, together = (
            [begin(speaking, request, sources_of(request, photo, mask), request.seed) for request in crowd]
            for _way in range(2)
        )
        rows = run_together(speaking, together)
        for sample in alone:
            run_alone(speaking, sample)
    finally:
        merge.undo()

    assert max(rows) > 6
    for request, one, other in zip(crowd, alone, together, strict=True):
        expected = theirs(pipeline, request, photo, mask)
        assert max(apart(one.latents, expected), apart(other.latents, expected)) <= CLOSE, request


def test_undoing_leaves_every_weight_as_and_where_it_was(checkpoint: Checkpoint, files: dict[str, Path]) -> None:
    before = checksums(checkpoint.pipeline)

    merge = loras.merge(
        checkpoint.pipeline,
        [(name, 0.37, loras.read(name, path, checkpoint.pipeline)) for name, path in files.items()],
    )
    merged = checksums(checkpoint.pipeline)
    merge.undo()

    assert checksums(checkpoint.pipeline) == before
    changed = {name for name in before if merged[name] != before[name]}
    assert len(changed) == len(merge.pristine) == len({*lora_files.UNET, *lora_files.CONVOLUTIONS}) + 2 * 3
    assert all(merged[name][1] == before[name][1] for name in before)


def test_a_kohya_lora_of_the_original_block_names_is_that_of_diffusers(
    checkpoint: Checkpoint, files: dict[str, Path], tmp_path: Path
) -> None:
    names = {
        "lora_unet_down_blocks_1_attentions_0": "lora_unet_input_blocks_3_1",
        "lora_unet_mid_block_attentions_0": "lora_unet_middle_block_1",
    }
    renamed = {}
    for key, value in load_file(files["kohya"]).items():
        found = next((name for name in names if key.startswith(name)), None)
        renamed[names[found] + key.removeprefix(found) if found else key] = value
    path = tmp_path / "sgm.safetensors"
    save_file(renamed, path)

    original, converted = (loras.read("x", file, checkpoint.pipeline) for file in (path, files["kohya"]))

    assert {delta.module for delta in original} == {delta.module for delta in converted}


def test_one_for_another_kind_of_model_is_unfit_and_changes_nothing(
    checkpoint: Checkpoint, files: dict[str, Path], tmp_path: Path
) -> None:
    before = checksums(checkpoint.pipeline)
    tensors = load_file(files["peft"])
    wide = next(key for key in tensors if key.endswith("attn1.to_q.lora_A.weight"))
    tensors[wide] = torch.randn(lora_files.RANK, 77)
    save_file(tensors, tmp_path / "wide.safetensors")
    save_file(
        {key.replace("_blocks.1", "_blocks.7"): value for key, value in tensors.items()}, tmp_path / "deep.safetensors"
    )
    good = ("unet", 1.0, loras.read("unet", files["unet"], checkpoint.pipeline))

    for name in ("wide", "deep"):
        bad = loras.read(name, tmp_path / f"{name}.safetensors", checkpoint.pipeline)
        with pytest.raises(LoraUnfit) as caught:
            loras.merge(checkpoint.pipeline, [good, (name, 1.0, bad)])
        assert caught.value.lora == name

    assert checksums(checkpoint.pipeline) == before


@pytest.mark.parametrize("key", ["dora_scale", "hada_w1_a", "lokr_w1", "diff", "lora_mid.weight"])
def test_kinds_that_are_no_sum_of_two_matrices_are_said_to_be_unfit(
    key: str, checkpoint: Checkpoint, files: dict[str, Path], tmp_path: Path
) -> None:
    tensors = load_file(files["kohya"])
    module = next(iter(tensors)).partition(".")[0]
    save_file({**tensors, f"{module}.{key}": torch.ones(4, 4)}, tmp_path / "odd.safetensors")

    with pytest.raises(LoraUnfit):
        loras.read("odd", tmp_path / "odd.safetensors", checkpoint.pipeline)


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"no weights at all"])
def test_a_file_that_holds_no_weights_is_unfit(content: bytes, checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)

    with pytest.raises(LoraUnfit):
        loras.read("broken", path, checkpoint.pipeline)
