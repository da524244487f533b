from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.doctor import CHECKS
from bot.config import Settings


def test_the_doctor_tells_which_providers_are_on() -> None:
    settings = Settings(_env_file=None, chat_url="http://localhost", chat_model="m", deepl_key="k")

    assert CHECKS["providers"](Settings(_env_file=None)) == ("ok", "gloss")
    assert CHECKS["providers"](settings) == ("ok", "chat, deepl, gloss")


def test_the_doctor_names_what_a_half_set_provider_misses() -> None:
    settings = Settings(_env_file=None, papago_key="k", deepl_key="k")

    assert CHECKS["providers"](settings) == ("warning", "deepl, gloss (PAPAGO_KEY_ID?)")


def test_the_doctor_tells_of_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert CHECKS["data"](Settings(_env_file=None, data_dir=tmp_path / "to" / "be"))[0] == "ok"
    assert CHECKS["data"](Settings(_env_file=None, data_dir=tmp_path / "file" / "data"))[0] == "failure"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize(
    ("checkpoint", "status"),
    [("/no/such/checkpoint", "failure"), ("missing.safetensors", "failure"), ("somebody/elses", "warning")],
)
def test_a_missing_folder_is_a_failure_and_a_hub_id_can_still_be_downloaded(checkpoint: str, status: str) -> None:
    assert CHECKS["checkpoint"](Settings(_env_file=None, checkpoint=checkpoint)) == (status, checkpoint)


WHOLE_DISCORD = f"{'M' * 24}.{'x' * 6}.{'s-_' * 9}"
WHOLE_TELEGRAM = f"123456:{'A-b_C' * 7}"


@pytest.mark.parametrize(
    ("discord", "telegram", "expected"),
    [
        (WHOLE_DISCORD, WHOLE_TELEGRAM, ("ok", "Discord, Telegram")),
        ("only.half", WHOLE_TELEGRAM, ("warning", "Discord")),
        (None, "123456:short", ("warning", "Telegram")),
        (WHOLE_TELEGRAM, WHOLE_DISCORD, ("warning", "Discord, Telegram")),
    ],
)
def test_the_doctor_names_the_platform_whose_token_looks_wrong_and_never_the_token(
    discord: str | None, telegram: str | None, expected: tuple[str, str]
) -> None:
    settings = Settings(_env_file=None, discord_token=discord, telegram_token=telegram)

    assert CHECKS["token_shapes"](settings) == expected


def test_a_setting_that_cannot_be_used_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    monkeypatch.setenv("PORT", "99999")

    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--json"])

    assert ended.value.code == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["check"], finding["status"], finding["found"]) == ("settings", "failure", "PORT=99999")
    assert "0–65535" in finding["mend"]


def test_the_doctor_lists_what_the_built_in_checkpoint_was_taught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)

    main(["doctor", "--json"])

    findings = {each["check"]: each["found"] for each in json.loads(capsys.readouterr().out)}
    found = findings["knows"]
    things, colours, places = found.split("; ")[:3]
    assert {"house", "cat", "lighthouse"} <= set(things.split(", "))
    assert {"red", "blue"} <= set(colours.split(", "))
    assert {"sea", "forest"} <= set(places.split(", "))
    assert "token_shapes" not in findings
