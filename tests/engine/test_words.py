from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from bot.engine.words import words_of


def a_lora(path: Path, metadata: dict[str, str] | None) -> Path:
    save_file({"one": torch.zeros(1)}, path, metadata)
    return path


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (None, ()),
        ({"modelspec.trigger_phrase": " ink drawing "}, ("ink drawing",)),
        (
            {
                "ss_tag_frequency": json.dumps({"10_sks dog": {"sks dog": 20, "grass": 3}, "5_more": {"sks dog": 4}}),
                "ss_dataset_dirs": json.dumps({"10_sks dog": {"img_count": 20}, "5_more": {"img_count": 4}}),
            },
            ("sks dog",),
        ),
        ({"ss_tag_frequency": json.dumps({"a": {"b": 3}})}, ()),
        ({"ss_tag_frequency": "{not json"}, ()),
        ({"ss_tag_frequency": '{"a": 1}'}, ()),
        ({"modelspec.trigger_phrase": "x" * 1000}, ()),
    ],
)
def test_the_words_are_its_makers_or_stood_in_every_caption(
    metadata: dict[str, str] | None, words: tuple[str, ...], tmp_path: Path
) -> None:
    assert words_of(a_lora(tmp_path / "lora.safetensors", metadata)) == words


@pytest.mark.parametrize("content", [b"", b"\xff" * 20, b"\x02\x00\x00\x00\x00\x00\x00\x00[]"])
def test_a_broken_file_has_no_words(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "lora.safetensors").write_bytes(content)

    assert words_of(tmp_path / "lora.safetensors") == ()
    assert words_of(tmp_path / "nothing.safetensors") == ()
