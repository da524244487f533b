from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.engine.registry import Model, Registry
from bot.errors import BadModelName, CannotWrite, ModelThere, NoSuchModel, NotAModel


def a_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def test_a_registry_whose_folder_is_not_there_is_empty(registry: Registry) -> None:
    assert not registry.models("checkpoints")
    assert not registry.models("loras")


def test_what_is_registered_is_there_for_others_at_once(registry: Registry, tmp_path: Path) -> None:
    other = Registry(tmp_path / "models")
    assert not other.models("loras")

    registry.add("loras", Model(name="watercolour", where=str(a_file(tmp_path / "w.safetensors")), words=("wtr",)))

    assert other.find("loras", "watercolour").words == ("wtr",)
    assert not other.models("checkpoints")


def test_what_lies_in_the_folders_goes_by_its_own_name(registry: Registry, tmp_path: Path) -> None:
    models = tmp_path / "models"
    file = a_file(models / "loras" / "My Cat (v2).safetensors")
    folder = a_file(models / "checkpoints" / "painter" / "model_index.json").parent
    a_file(models / "checkpoints" / "single.safetensors")
    a_file(models / "checkpoints" / "single" / "model_index.json")
    a_file(models / "loras" / "half.safetensors.part")

    assert {name: model.where for name, model in registry.models("loras").items()} == {"My_Cat_v2": str(file)}
    assert list(registry.models("checkpoints")) == ["painter", "single"]
    assert registry.find("checkpoints", "painter").where == str(folder)
    assert registry.find("checkpoints", "single").where.endswith(".safetensors")


def test_a_pickle_is_no_model_unless_the_owner_says_so(tmp_path: Path) -> None:
    pickle = a_file(tmp_path / "models" / "checkpoints" / "old.ckpt")

    assert not Registry(tmp_path / "models").models("checkpoints")
    assert list(Registry(tmp_path / "models", unsafe=True).models("checkpoints")) == ["old"]
    with pytest.raises(NotAModel):
        Registry(tmp_path / "models").add("checkpoints", Model(name="mine", where=str(pickle)))


@pytest.mark.parametrize("name", ["", "../etc", "a/b", "a b", ".hidden", "a\\b", "a:b", "<a>", "x" * 65, "-x"])
def test_no_name_is_a_path(registry: Registry, name: str) -> None:
    with pytest.raises(BadModelName):
        registry.add("checkpoints", Model(name=name, where="some/painter"))


def test_a_name_is_taken_once_but_may_be_told_more_of_the_same_file(registry: Registry, tmp_path: Path) -> None:
    file = a_file(tmp_path / "models" / "loras" / "cat.safetensors")

    registry.add("loras", Model(name="cat", where=str(file), words=("a cat",)))
    with pytest.raises(ModelThere):
        registry.add("loras", Model(name="cat", where="some/lora"))

    assert registry.find("loras", "cat").words == ("a cat",)


def test_what_is_registered_under_another_name_is_not_there_twice(registry: Registry, tmp_path: Path) -> None:
    file = a_file(tmp_path / "models" / "loras" / "v1-000010.safetensors")

    registry.add("loras", Model(name="고양이", where=str(file)))

    assert list(registry.models("loras")) == ["고양이"]


def test_a_path_within_the_folder_may_be_said_from_there(registry: Registry, tmp_path: Path) -> None:
    file = a_file(tmp_path / "models" / "loras" / "cat.safetensors")

    registry.add("loras", Model(name="tom", where="loras/cat.safetensors"))

    assert registry.find("loras", "tom").where == str(file)


def test_removing_deletes_what_is_the_registrys_own_and_forgets_the_rest(registry: Registry, tmp_path: Path) -> None:
    own = a_file(tmp_path / "models" / "loras" / "own.safetensors")
    elsewhere = a_file(tmp_path / "elsewhere.safetensors")
    registry.add("loras", Model(name="far", where=str(elsewhere)))

    registry.remove("loras", "own")
    registry.remove("loras", "far")

    assert not registry.models("loras")
    assert (own.exists(), elsewhere.exists()) == (False, True)
    with pytest.raises(NoSuchModel):
        registry.remove("loras", "own")


def test_a_registry_that_cannot_be_read_is_never_written_over(registry: Registry, tmp_path: Path) -> None:
    broken = a_file(tmp_path / "models" / "registry.json")
    broken.write_text("{not json")
    a_file(tmp_path / "models" / "loras" / "cat.safetensors")

    assert list(registry.models("loras")) == ["cat"]
    with pytest.raises(CannotWrite):
        registry.add("loras", Model(name="dog", where="some/dog"))
    assert broken.read_text() == "{not json"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere, and Windows asks otherwise")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite):
        Registry(tmp_path / "models").add("loras", Model(name="dog", where="some/dog"))
