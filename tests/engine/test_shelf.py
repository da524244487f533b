from __future__ import annotations

import gc
import shutil
import weakref
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import torch
from PIL import Image

from bot.engine.checkpoints import Checkpoint
from bot.engine.groups import Weights
from bot.engine.messages import Setup
from bot.engine.nets import Controls
from bot.engine.registry import Model, Registry
from bot.engine.shelf import Shelf
from bot.engine.supplies import Supplies
from bot.engine.tasks import begin
from bot.errors import CheckpointChanged, CheckpointMissing, LoraMissing, LoraUnfit
from bot.requests import Control, ControlKind, Lora, Text2Image
from tests.engine import lora_files, tiny
from tests.engine.crowd import PHOTO
from tests.engine.test_loras import TEXT, checksums
from tests.engine.test_nets import write_net

GIB = 2**30


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def registry(tmp_path: Path, tiny_folder: Path) -> Registry:
    """Three checkpoints of the same weights, two LoRAs."""
    registry = Registry(tmp_path / "models")
    for name in ("second", "third"):
        registry.add("checkpoints", Model(name=name, where=str(tiny_folder)))
    pipeline = tiny.pipeline()
    loras = registry.place("loras")
    lora_files.write_peft(loras / "unet.safetensors", pipeline, seed=1, texts=False)
    lora_files.write_kohya(loras / "whole.safetensors", pipeline, seed=2)
    return registry


def a_shelf(
    folder: Path,
    tmp_path: Path,
    *,
    memory_gib: float = 1.0,
    vae: str = "",
    controls: Controls = MappingProxyType({}),
) -> Shelf:
    own = tuple(controls.items())
    supplies = Supplies(models=tmp_path / "models", memory_gib=memory_gib, vae=vae, controls=own)
    return Shelf(Setup(str(folder), "cpu", 1, "", supplies), torch.device("cpu"))


@pytest.fixture
def shelf(tiny_folder: Path, tmp_path: Path, registry: Registry) -> Shelf:
    assert registry.models("loras")
    return a_shelf(tiny_folder, tmp_path)


def bytes_of(checkpoint: Checkpoint) -> int:
    pipeline = checkpoint.pipeline
    parts = (pipeline.unet, pipeline.vae, pipeline.text_encoder, pipeline.text_encoder_2)
    tensors = (tensor for part in parts for tensor in (*part.parameters(), *part.buffers()))
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def embedded(checkpoint: Checkpoint, request: Text2Image = TEXT) -> torch.Tensor:
    return checkpoint.texts(request).prompt


def test_what_is_taken_twice_is_loaded_once(shelf: Shelf, tiny_folder: Path) -> None:
    own = Weights(tiny_folder.name)

    first, second = shelf.take(own), shelf.take(Weights("second"))

    assert shelf.take(own) is first is shelf.default()
    assert shelf.take(Weights("second")) is second
    assert second is not first


def test_the_one_longest_not_used_makes_room(tiny_folder: Path, tmp_path: Path, registry: Registry) -> None:
    assert registry.models("checkpoints")
    one = bytes_of(a_shelf(tiny_folder, tmp_path).default())
    shelf = a_shelf(tiny_folder, tmp_path, memory_gib=2.5 * one / GIB)

    own, second = weakref.ref(shelf.default().pipeline.unet), weakref.ref(shelf.take(Weights("second")).pipeline.unet)
    shelf.default()
    third = weakref.ref(shelf.take(Weights("third")).pipeline.unet)
    gc.collect()

    assert own() is not None
    assert second() is None
    assert third() is not None
    assert shelf.take(Weights("second")) is not None


def test_a_checkpoint_larger_than_the_budget_is_loaded_alone(
    tiny_folder: Path, tmp_path: Path, registry: Registry
) -> None:
    assert registry.models("checkpoints")
    shelf = a_shelf(tiny_folder, tmp_path, memory_gib=1e-6)

    own = weakref.ref(shelf.default().pipeline.unet)
    shelf.take(Weights("second"))
    gc.collect()

    assert own() is None


def follow(shelf: Shelf, checkpoint: str, kind: ControlKind) -> None:
    """As a sample does when it begins."""
    request = replace(TEXT, checkpoint=checkpoint, controls=(Control(kind, PHOTO, 1.0),))
    sample = begin(shelf.take(Weights(checkpoint)), request, (), 1)
    shelf.nets.hold(sample, request.controls, [Image.new("RGB", (64, 64))])


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2
def test_controlnets_make_room_first_and_take_it_from_no_checkpoint_in_use(
    tiny_folder: Path, tmp_path: Path, registry: Registry
) -> None:
    assert registry.models("checkpoints")
    nets: Controls = {"edges": str(write_net(tmp_path / "edges", 1, union=False))}
    whole = a_shelf(tiny_folder, tmp_path, controls=nets)
    follow(whole, tiny_folder.name, "edges")
    one, net = bytes_of(whole.default()), whole.nets.size
    shelf = a_shelf(tiny_folder, tmp_path, memory_gib=(2 * one + net / 2) / GIB, controls=nets)

    follow(shelf, tiny_folder.name, "edges")
    own = weakref.ref(shelf.default().pipeline.unet)
    second = weakref.ref(shelf.take(Weights("second")).pipeline.unet)
    gc.collect()
    for_second = own() is not None, shelf.nets.size
    follow(shelf, "second", "edges")
    gc.collect()

    assert net > 0
    assert for_second == (True, 0)
    assert (own(), shelf.nets.size) == (None, net)
    assert second() is not None


def test_loras_come_and_go_and_leave_no_weight_changed(shelf: Shelf, tiny_folder: Path) -> None:
    name = tiny_folder.name
    before = checksums(shelf.default().pipeline)
    sets = [(Lora("unet"),), (Lora("unet", 0.3), Lora("whole", -0.5)), (), (Lora("whole"),), (Lora("whole", 0.2),)]

    seen = []
    for loras in sets * 2:
        seen.append(checksums(shelf.take(Weights(name, loras)).pipeline))
        shelf.take(Weights("second", loras[:1]))

    assert checksums(shelf.take(Weights(name)).pipeline) == before
    assert seen[:5] == seen[5:]
    assert len({str(one) for one in seen}) == 5


def test_texts_are_read_by_the_encoders_as_they_are_now(shelf: Shelf, tiny_folder: Path) -> None:
    name = tiny_folder.name
    bare = embedded(shelf.default())

    with_unet = embedded(shelf.take(Weights(name, (Lora("unet"),))))
    with_whole = embedded(shelf.take(Weights(name, (Lora("whole"),))))
    weaker = embedded(shelf.take(Weights(name, (Lora("whole", 0.5),))))
    again = embedded(shelf.take(Weights(name, (Lora("whole"),))))

    assert torch.equal(bare, with_unet)
    assert not torch.equal(bare, with_whole)
    assert not torch.equal(weaker, with_whole)
    assert torch.equal(again, with_whole)
    assert torch.equal(embedded(shelf.default()), bare)


def test_the_pair_of_a_lora_that_is_not_there_leaves_nothing_behind(
    shelf: Shelf, registry: Registry, tiny_folder: Path
) -> None:
    before = checksums(shelf.default().pipeline)
    (registry.place("loras") / "broken.safetensors").write_bytes(b"")

    with pytest.raises(LoraMissing):
        shelf.take(Weights(tiny_folder.name, (Lora("unet"), Lora("nobody"))))
    with pytest.raises(LoraUnfit):
        shelf.take(Weights(tiny_folder.name, (Lora("unet"), Lora("broken"))))

    assert checksums(shelf.default().pipeline) == before


def test_what_is_registered_while_the_engine_runs_can_be_taken(
    shelf: Shelf, registry: Registry, tmp_path: Path
) -> None:
    shelf.default()
    registry.add("checkpoints", Model(name="late", where=str(tiny.write_file(tmp_path / "late.safetensors"))))

    assert shelf.take(Weights("late")).unet is not None


@pytest.mark.parametrize("name", ["nobody", "/etc", "../models", "", "some/painter"])
def test_no_name_that_is_not_registered_is_ever_loaded(shelf: Shelf, name: str) -> None:
    with pytest.raises(CheckpointChanged):
        shelf.take(Weights(name))


@pytest.mark.parametrize("part", ["", "vae"])
def test_a_vae_takes_the_place_of_a_checkpoints_own(part: str, tiny_folder: Path, tmp_path: Path) -> None:
    other = tiny.pipeline()
    other.vae.decoder.conv_out.bias.data.fill_(0.25)
    other.save_pretrained(tmp_path / "other")
    vae = tmp_path / "other" / part

    shelf = a_shelf(tiny_folder, tmp_path, vae=str(vae))

    assert torch.equal(shelf.default().vae.decoder.conv_out.bias, other.vae.decoder.conv_out.bias)
    assert shelf.default().pipeline.vae is shelf.default().vae


def test_a_vae_that_is_not_there_is_a_missing_checkpoint(tiny_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_folder / "scheduler", tmp_path / "nothing")

    with pytest.raises(CheckpointMissing):
        a_shelf(tiny_folder, tmp_path, vae=str(tmp_path / "nothing")).default()
