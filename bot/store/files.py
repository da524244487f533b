"""Files by the SHA-256 of their bytes: `<folder>/ab/abcd…`. Blocking; `Store` calls them in threads."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from bot.errors import FileMissing
from bot.requests import Hash

_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".part"
SETTLING_S = 600.0
"""From the bytes of a photo to the job that needs it, with all that is asked of providers in between."""


class Files:
    """A folder of files that never change. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._put_again: dict[Hash, float] = {}  # what was there already, by the time on the monotonic clock

    def open(self) -> None:
        """Make the folder, and sweep what a crash left half-written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(f"*/*{_UNFINISHED}"):
            left.unlink(missing_ok=True)

    def put(self, data: bytes) -> Hash:
        """Keep the bytes; on disk when it returns. Raises OSError, and then leaves nothing behind."""
        name = Hash(hashlib.sha256(data).hexdigest())
        path = self._path(name)
        with self._lock:
            if path.exists():
                self._put_again[name] = time.monotonic()
                return name
        self._write(path, data)
        return name

    def sizes(self, names: Iterable[Hash]) -> dict[Hash, int]:
        """In bytes, of those that there are."""
        found: dict[Hash, int] = {}
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                found[name] = self._path(name).stat().st_size
        return found

    def remove(self, name: Hash) -> bool:
        """Delete a file that no job refers to; False where it was put again just now, since one is about to."""
        with self._lock:
            now = time.monotonic()
            self._put_again = {each: at for each, at in self._put_again.items() if now - at < SETTLING_S}
            if name in self._put_again:
                return False
            self._path(name).unlink(missing_ok=True)
        return True

    def older_than(self, at: float) -> list[Hash]:
        """What was written before then, in unix seconds."""
        files = (each for folder in os.scandir(self._folder) if folder.is_dir() for each in os.scandir(folder))
        return [Hash(each.name) for each in files if _HASH.fullmatch(each.name) and each.stat().st_mtime < at]

    def get(self, name: Hash) -> bytes:
        """The bytes of that hash. Raises FileMissing."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise FileMissing(name) from None

    def _path(self, name: Hash) -> Path:
        if not _HASH.fullmatch(name):  # it may come from an address bar
            raise FileMissing(name)
        return self._folder / name[:2] / name

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        handle, part = tempfile.mkstemp(suffix=_UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows has no such call and needs none."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
