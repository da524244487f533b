from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from bot.errors import FileMissing
from bot.requests import Hash
from bot.store import Store
from bot.store.files import Files


async def test_a_file_is_named_by_its_content(store: Store) -> None:
    name = await store.put_file(b"a sea")

    assert name == hashlib.sha256(b"a sea").hexdigest()
    assert await store.file(name) == b"a sea"


async def test_the_same_content_is_kept_once(store: Store, tmp_path: Path) -> None:
    names = await asyncio.gather(*(store.put_file(b"a sea") for _ in range(8)))

    assert len(set(names)) == 1
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["ab" * 32, "", "../../etc/passwd", "AB" * 32, "ab" * 32 + "\n"])
async def test_what_is_not_there_is_missing(store: Store, name: str) -> None:
    with pytest.raises(FileMissing):
        await store.file(Hash(name))


def test_a_write_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    files = Files(tmp_path)
    files.open()
    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space left"):
        files.put(b"a sea")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_crash_left_half_written_is_swept(tmp_path: Path) -> None:
    files = Files(tmp_path)
    name = files.put(b"a sea")
    half = tmp_path / name[:2] / "tmpabc.part"
    half.write_bytes(b"a s")

    files.open()

    assert not half.exists()
    assert files.get(name) == b"a sea"
