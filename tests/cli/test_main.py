from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli import main
from bot.cli.settings import problems_of
from bot.config import Settings

INTERRUPTED_AT_IMPORT = """
import sys
class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == "bot.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, CtrlC())
from bot.__main__ import main
main()
"""


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return ended.value.code


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "99999", "0–65535"),
        ("PORT", "abc", "0–65535"),
        ("DEVICE", "gpu", "auto, cuda, mps, cpu"),
        ("ENHANCE", "maybe", "true, false"),
        ("BUDGET", "-1", "≥ 0"),
        ("PICTURE_MAX_MIB", "0", "> 0"),
        ("OWNERS", "me", "telegram:123,discord:456"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_it_takes(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)

    assert run("prompt", "sea") == 2
    assert capsys.readouterr().err == (
        f"{name} can't be “{value}”. Allowed: {allowed}. Change it in .env or in the environment.\n"
    )


@pytest.mark.parametrize("command", [["serve"], ["imagine", "sea"], ["prompt", "sea"]])
def test_every_wrong_setting_is_told_in_the_language_of_the_person(
    command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    (tmp_path / ".env").write_text("PORT=abc\nLOCALE=fr\n", "utf-8")

    assert run(*command) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split("에는")[0] for line in said] == ["PORT", "LOCALE"]


@pytest.mark.parametrize(("setting", "said"), [("LOCALE=ko", "파이썬: "), ("LOCALE=", "Python: ")])
def test_the_terminal_speaks_the_language_of_the_settings_before_its_own(
    setting: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text(f"{setting}\nCHECKPOINT=/no/such/checkpoint\n", "utf-8")

    assert run("doctor") == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("command", ["serve", "doctor", "imagine", "prompt"])
def test_settings_in_another_encoding_are_told_without_a_traceback(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes("LOCALE=ko # 한국어".encode("cp949"))

    assert run(command, *(["sea"] if command in {"imagine", "prompt"} else [])) == 1
    said = capsys.readouterr()
    assert ".env is not a UTF-8 text file" in said.out + said.err


def test_a_secret_is_never_in_a_complaint_about_it() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, discord_token=b"\xffsecret")

    (problem,) = problems_of(refused.value)
    assert (problem.setting, problem.value) == ("DISCORD_TOKEN", "…")


def test_an_empty_text_has_no_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("prompt", "") == 2
    assert run("prompt", " \n") == 2
    assert capsys.readouterr().err.count("Tell me what to paint") == 2


def test_a_data_folder_that_cannot_be_written_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for name, value in {"DATA_DIR": "file/data", "BACKEND": "fake", "PORT": "0"}.items():
        monkeypatch.setenv(name, value)

    assert run("serve") == 1
    said = capsys.readouterr().err
    assert "The data folder file/data can't be written" in said
    assert "Traceback" not in said


def test_ctrl_c_while_the_program_is_still_being_imported_ends_it_quietly() -> None:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", INTERRUPTED_AT_IMPORT], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ended.returncode, ended.stderr) == (130, "")
