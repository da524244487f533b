from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.exits import EXIT_FAILED


@pytest.fixture(autouse=True)
def _house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def hwaga(*arguments: str) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_lora_is_registered_listed_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "watercolour v2.safetensors"
    file.write_bytes(b"weights")

    assert hwaga("loras", "add", "wash", str(file), "--words", "wtr, soft paper") == 0
    assert hwaga("loras", "list") == 0
    assert f"wash  {file}  [wtr, soft paper]" in capsys.readouterr().out
    assert hwaga("loras", "remove", "wash") == 0
    assert hwaga("loras", "list") == 0

    out = capsys.readouterr().out
    assert f"wash  {file}" not in out
    assert str(tmp_path / "data" / "models" / "loras") in out
    assert file.exists()


def test_what_comes_with_the_built_in_checkpoint_is_listed_for_it_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hwaga("loras", "list")
    out = capsys.readouterr().out
    monkeypatch.setenv("CHECKPOINT", "somebody/elses")
    hwaga("loras", "list")

    assert "blueprint.safetensors  [blueprint]" in out
    assert "blueprint" not in capsys.readouterr().out


def test_checkpoints_and_loras_are_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert hwaga("checkpoints", "add", "painter", "some/painter", "--vae", "some/vae") == 0
    capsys.readouterr()

    hwaga("checkpoints", "list")
    hwaga("loras", "list")

    out = capsys.readouterr().out
    assert out.count("painter  some/painter") == 1
    assert "vae some/vae" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("checkpoints", "add", "../up", "some/painter"), "../up"),
        (("checkpoints", "add", "up", "/no/such/thing"), "/no/such/thing"),
        (("checkpoints", "remove", "nobody"), "nobody"),
        (("loras", "fetch", "http://example.com/w.safetensors?token=secret"), "http://example.com/w.safetensors"),
        (("loras", "fetch", "nothing at all"), "nothing at all"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert hwaga(*arguments) == EXIT_FAILED

    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error
