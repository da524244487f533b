from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import huggingface_hub.constants
import pytest

from bot.engine.card import Card, capabilities_of, card_of
from bot.engine.origin import Origin, name_of, origin_of
from bot.errors import CheckpointMissing
from bot.requests import SchedulerName


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def write_configs(folder: Path, sample_size: Any, scheduler: str = "EulerDiscreteScheduler") -> Path:
    write(folder / "unet" / "config.json", {"sample_size": sample_size})
    write(folder / "vae" / "config.json", {"block_out_channels": [8, 8, 8, 8]})
    write(folder / "scheduler" / "scheduler_config.json", {"_class_name": scheduler})
    return folder


def write_safetensors(path: Path, metadata: dict[str, str]) -> Path:
    header = json.dumps({"__metadata__": metadata}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return path


def test_the_builtin_checkpoint_brings_its_card() -> None:
    card = card_of("builtin")

    assert card.native_px == 128
    assert card.num_inference_steps <= 20
    assert card.guidance_scale == 3


def test_a_folder_is_read_from_its_configurations(tmp_path: Path) -> None:
    folder = write_configs(tmp_path, 96, "LCMScheduler")

    assert card_of(str(folder)) == Card(native_px=768, scheduler="lcm")


def test_a_folders_own_card_is_believed(tmp_path: Path) -> None:
    write(write_configs(tmp_path, 96) / "card.json", {"native_px": 512, "num_inference_steps": 4})

    assert card_of(str(tmp_path)) == Card(native_px=512, num_inference_steps=4)


def test_a_cached_hub_checkpoint_is_read_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    repository = tmp_path / "models--some--painter"
    write_configs(repository / "snapshots" / "abc", 64)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")

    assert card_of("some/painter").native_px == 512


def test_an_unknown_hub_checkpoint_has_sdxls_own_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))

    assert card_of("stabilityai/stable-diffusion-xl-base-1.0") == Card()
    assert Card() == Card(
        native_px=1024, scheduler="euler", num_inference_steps=30, guidance_scale=5.0, strength=Card().strength
    )


def test_a_single_file_is_1024_unless_its_header_says_more(tmp_path: Path) -> None:
    silent = write_safetensors(tmp_path / "silent.safetensors", {})
    outspoken = write_safetensors(tmp_path / "outspoken.safetensors", {"modelspec.resolution": "768x768"})

    assert card_of(str(silent)).native_px == 1024
    assert card_of(str(outspoken)).native_px == 768


@pytest.mark.parametrize("content", [b"", b"\xff" * 8, b"\x05\0\0\0\0\0\0\0{]", b"\x02\0\0\0\0\0\0\0[]"])
def test_a_broken_file_is_no_reason_to_fail_before_painting(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)

    assert card_of(str(path)) == Card()


def test_a_broken_folder_is_no_reason_to_fail_before_painting(tmp_path: Path) -> None:
    write_configs(tmp_path, [96, 64])
    (tmp_path / "vae" / "config.json").write_text("not JSON")

    assert card_of(str(tmp_path)) == Card()


def test_all_schedulers_are_offered_and_the_side_is_bounded() -> None:
    offers = capabilities_of("builtin")

    assert offers.checkpoint == "builtin"
    assert offers.schedulers == get_args(SchedulerName)
    assert offers.max_pixels == 192 * 192
    assert offers.tasks == {"text2image", "image2image", "inpaint", "outpaint", "blend"}


def test_a_checkpoint_is_a_folder_a_file_or_a_hub_id(tmp_path: Path) -> None:
    file = write_safetensors(tmp_path / "x.safetensors", {})

    assert origin_of(str(tmp_path)) == Origin("folder", str(tmp_path))
    assert origin_of(str(file)) == Origin("file", str(file))
    assert origin_of("some/painter") == Origin("hub", "some/painter")
    assert origin_of("builtin").kind == "folder"


@pytest.mark.parametrize("name", ["", "/no/such/folder", "no/such.safetensors", "a b/c", "x.ckpt", "a/b/c"])
def test_anything_else_is_missing(name: str) -> None:
    with pytest.raises(CheckpointMissing):
        origin_of(name)


def test_what_the_bot_imports_of_the_engine_is_light() -> None:
    code = """
import sys
from bot.engine.local import LocalBackend
LocalBackend(checkpoint="builtin").offers()
print([name for name in ("torch", "diffusers", "transformers", "compel", "jpype", "numpy") if name in sys.modules])
"""
    root = Path(__file__).parents[2]

    said = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"


def test_a_checkpoint_is_called_by_name_and_never_by_path(tmp_path: Path) -> None:
    file = tmp_path / "my painter.safetensors"
    file.write_bytes(b"")

    assert [name_of(what) for what in ("builtin", "some/painter", str(file), str(tmp_path))] == [
        "builtin", "some/painter", "my painter", tmp_path.name
    ]  # fmt: skip
    assert capabilities_of("/nowhere/at/all.safetensors").checkpoint == "all"
