from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.app import App
from bot.cli import imagine as cli_imagine
from bot.cli import main
from bot.images import recipe_of
from tests.hostile import texts


@pytest.fixture(autouse=True)
def _fake_backend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"BACKEND": "fake", "LC_ALL": "en_US.UTF-8", "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)


def run(*arguments: str) -> int:
    """The exit code. The text is the prompt (`--raw`), so that no analysis has to warm up."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_picture_is_painted_with_its_recipe_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("imagine", "a red house", "--raw", "--seed", "5", "--out", "house.png") == 0

    recipe = recipe_of((tmp_path / "house.png").read_bytes())
    assert recipe is not None
    assert (recipe.request.prompt, recipe.request.seed) == ("a red house", 5)
    assert capsys.readouterr().out.strip() == "house.png"


def test_json_names_files_seed_plan_request_seconds_and_backend(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("imagine", "sea", "--raw", "--seed", "7", "--count", "2", "--out", "pictures", "--json") == 0

    painted = json.loads(capsys.readouterr().out)
    assert set(painted) == {"files", "seed", "plan", "request", "seconds", "backend"}
    assert painted["files"] == ["pictures/hwaga-7.png", "pictures/hwaga-8.png"]
    assert painted["request"]["task"] == "text2image"


def test_a_photo_makes_an_image2image_request_in_its_own_aspect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (300, 200), "orange").save(tmp_path / "photo.jpg")

    assert run("imagine", "sea", "--raw", "--image", "photo.jpg", "--strength", "0.5", "--json") == 0

    request = json.loads(capsys.readouterr().out)["request"]
    assert (request["task"], request["strength"]) == ("image2image", 0.5)
    assert request["width"] / request["height"] == pytest.approx(1.5, rel=0.1)


def test_a_photo_is_widened_and_changed_in_a_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (128, 128), "orange").save(tmp_path / "photo.png")
    mask = Image.new("L", (128, 128))
    mask.paste(255, (64, 0, 128, 128))
    mask.save(tmp_path / "mask.png")

    assert run("outpaint", "right", "--image", "photo.png", "--seed", "3", "--json") == 0
    assert run("edit", "", "--image", "photo.png", "--mask", "mask.png", "--out", "changed.png") == 0

    painted = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (painted["request"]["task"], painted["request"]["width"], painted["seed"]) == ("outpaint", 192, 3)
    changed = Image.open(tmp_path / "changed.png").convert("RGB")
    assert changed.getpixel((10, 64)) == (255, 165, 0)
    assert changed.getpixel((120, 64)) != (255, 165, 0)


def test_pictures_are_blended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("red", "blue"):
        Image.new("RGB", (64, 64), name).save(tmp_path / f"{name}.png")

    assert run("blend", "--image", "red.png", "--json") == 2
    assert run("blend", "--image", "red.png", "--image_2", "blue.png", "--json") == 0

    said = capsys.readouterr()
    assert "at least 2" in said.err
    assert json.loads(said.out)["request"]["weights"] == [1.0, 1.0]


def test_a_file_of_lines_is_painted_a_line_each_and_a_bad_line_does_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lines.txt").write_text(f"sea\n\n{'x' * 5000}\nforest\n", encoding="utf-8")

    assert run("imagine", "--file", "lines.txt", "--out", "pictures", "--seed", "1", "--raw") == 2

    said = capsys.readouterr()
    assert sorted(said.out.split()) == ["pictures/0001-1.png", "pictures/0004-1.png"]
    assert "3: " in said.err
    assert "4,000" in said.err


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    """A file where a folder would have to be."""
    path = tmp_path / "file"
    path.write_text("kept")
    return path


@pytest.fixture
def no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def starts(*_: object) -> None:
        raise AssertionError("started")

    monkeypatch.setattr(cli_imagine, "create", starts)


@pytest.mark.usefixtures("existing", "no_start")
@pytest.mark.parametrize(
    ("out", "code", "said"),
    [
        ("file/below/x.png", 1, "file/below/x.png can't be written"),
        ("file", 1, "file can't be written"),
        ("folder.png", 1, "folder.png can't be written"),
        ("picture.jpg", 2, "PNG"),
        ("picture.WebP", 2, "PNG"),
    ],
)
def test_a_target_that_cannot_be_written_is_told_before_anything_starts(
    out: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.png").mkdir()

    assert run("imagine", "sea", "--raw", "--out", out) == code
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("no_start")
def test_lines_cannot_be_painted_into_one_file(existing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("imagine", "--file", str(existing), "--raw", "--out", str(existing)) == 1
    assert f"{existing} can't be written" in capsys.readouterr().err
    assert existing.read_text() == "kept"


def test_a_picture_that_cannot_be_written_does_not_stop_the_other_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lines.txt").write_text("sea\nforest\n", encoding="utf-8")
    (tmp_path / "pictures" / "0001-1.png").mkdir(parents=True)

    assert run("imagine", "--file", "lines.txt", "--raw", "--seed", "1", "--out", "pictures") == 1

    said = capsys.readouterr()
    assert said.out.split() == ["pictures/0002-1.png"]
    assert "1: pictures/0001-1.png can't be written" in said.err


@pytest.mark.usefixtures("no_start")
def test_nothing_is_started_where_no_line_can_be_painted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lines.txt").write_text("sea\nforest\n", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"no picture")

    assert run("imagine", "--file", "lines.txt", "--size", "huge") == 2
    assert run("imagine", "sea", "--count", "9") == 2
    assert run("imagine", "   ") == 2
    assert run("imagine", "sea", "--image", "photo.png") == 2

    assert run("edit", "the sky: a sunset") == 2

    said = capsys.readouterr().err
    assert "1: " in said
    assert "2: " in said
    assert "--image" in said


def test_a_part_that_nothing_here_finds_by_words_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def start(_: App) -> None:
        raise AssertionError("started")

    monkeypatch.setattr(App, "start", start)
    monkeypatch.setenv("BACKEND", "local")
    monkeypatch.setenv("FINDER", str(tmp_path / "nowhere"))
    Image.new("RGB", (64, 64)).save(tmp_path / "photo.png")

    assert run("edit", "the sky: a sunset", "--image", "photo.png") == 2
    assert "--mask" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that can be handled")
@pytest.mark.parametrize(
    "shell",
    [
        pytest.param([], id="foreground", marks=pytest.mark.long),
        pytest.param(["sh", "-c", 'trap "" INT; exec "$@"', "sh"], id="background"),
    ],
)
def test_sigterm_ends_the_run_and_leaves_no_folder_behind(shell: list[str], tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("sea\n" * 200, encoding="utf-8")
    run_of_many = [sys.executable, "-m", "bot", "imagine", "--file", "lines.txt", "--steps", "100", "--count", "4"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([*shell, *run_of_many], env=environment, cwd=tmp_path, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stderr is not None
        said = process.stderr.readline()  # a courier speaks: the app runs
        assert list(tmp_path.glob("hwaga-*/hwaga.db"))
        process.terminate()
        said += process.communicate(timeout=60)[1]

    assert process.returncode == 130
    assert b"Traceback" not in said
    assert not list(tmp_path.glob("hwaga-*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["imagine"], "a picture"),
        (["imagine", "sea", "--count", "9"], "1–4"),
        (["imagine", "sea", "--scheduler", "plms"], "euler"),
        (["imagine", "sea", "--size", "huge"], "768x512"),
        (["imagine", "sea", "--image", "missing.jpg"], "missing.jpg"),
        (["paint"], "paint"),
    ],
)
def test_what_cannot_be_painted_is_refused_with_the_reason(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, *(["--raw"] if arguments[0] == "imagine" else [])) == 2
    assert said in capsys.readouterr().err


def test_two_hundred_hostile_lines_end_in_a_picture_or_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [" ".join(text.split()) or "." for text in texts()]
    (tmp_path / "lines.txt").write_text("\n".join(lines), encoding="utf-8", errors="replace")

    assert run("imagine", "--file", "lines.txt", "--out", "pictures", "--raw", "--steps", "2") in {0, 2}

    said = capsys.readouterr()
    assert "Traceback" not in said.err
    refused = [line for line in said.err.splitlines() if line.partition(":")[0].isdigit()]
    assert len(said.out.split()) + len(refused) == len(lines)
