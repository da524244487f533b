from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.dotenv import put
from bot.errors import CannotWrite, SettingsUnreadable


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "TOKEN=new\n"),
        ("", "TOKEN=new\n"),
        ("A=1\nTOKEN=old\nB=2\n", "A=1\nTOKEN=new\nB=2\n"),
        ("# about it\n#TOKEN=\nB=2", "# about it\nTOKEN=new\nB=2\n"),
        ("#TOKEN=example\nTOKEN=old\nTOKEN=newer\n", "#TOKEN=example\nTOKEN=old\nTOKEN=new\n"),
        ("export TOKEN=old\n", "TOKEN=new\n"),
        ("OTHER_TOKEN=old\n", "OTHER_TOKEN=old\nTOKEN=new\n"),
    ],
)
def test_one_line_is_set_and_the_others_stay(tmp_path: Path, before: str | None, after: str) -> None:
    path = tmp_path / ".env"
    if before is not None:
        path.write_text(before)

    put(path, "TOKEN", "new")

    assert path.read_text() == after


def test_a_new_file_is_its_owners_only_and_an_old_one_stays_as_open_as_it_was(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.touch(mode=0o640)
    put(new, "TOKEN", "x")
    put(old, "TOKEN", "x")

    assert new.stat().st_mode & 0o777 == 0o600
    assert old.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    (tmp_path / ".env").symlink_to(tmp_path / "real")
    put(tmp_path / ".env", "TOKEN", "x")

    assert (tmp_path / ".env").is_symlink()
    assert (tmp_path / "real").read_text() == "TOKEN=x\n"


def test_what_cannot_be_written_or_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("한글".encode("cp949"))
    with pytest.raises(SettingsUnreadable):
        put(tmp_path / ".env", "TOKEN", "x")
    with pytest.raises(CannotWrite):
        put(tmp_path / "nowhere" / ".env", "TOKEN", "x")

    assert list(tmp_path.iterdir()) == [tmp_path / ".env"]
