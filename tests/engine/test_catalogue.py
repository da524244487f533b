from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.backend import Fast
from bot.engine.catalogue import Catalogue
from bot.engine.registry import Model, Registry
from bot.engine.supplies import Supplies

LIGHTNING = Fast("lightning", 8, 1.5, "tcd")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    lora = tmp_path / "lightning.safetensors"
    lora.write_bytes(b"")
    Registry(tmp_path / "models").add("loras", Model(name="lightning", where=str(lora)))
    return tmp_path / "models"


def test_the_fast_lora_is_offered_once_it_is_registered(models: Path, tmp_path: Path) -> None:
    there = Catalogue("builtin", "", Supplies(models=models, fast=LIGHTNING))
    not_there = Catalogue("builtin", "", Supplies(models=tmp_path / "none", fast=LIGHTNING))

    assert there.offers().fast == LIGHTNING
    assert not_there.offers().fast == Fast("fast")  # the built-in checkpoint's own


def test_the_fast_lora_is_not_offered_with_another_checkpoint(models: Path, tiny_folder: Path) -> None:
    Registry(models).add("checkpoints", Model(name="other", where=str(tiny_folder)))

    offers = Catalogue("builtin", "", Supplies(models=models, fast=LIGHTNING)).offers("other")

    assert offers.checkpoint == "other"
    assert offers.fast is None
