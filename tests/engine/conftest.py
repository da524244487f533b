from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of random weights as a diffusers folder; not to be changed."""
    from tests.engine import tiny  # noqa: PLC0415 - torch, which not every test of this folder needs

    return tiny.write_folder(tmp_path_factory.mktemp("tiny"))
