"""Files by the SHA-256 of their bytes: `<folder>/ab/abcd…`. Blocking; `Store` calls them in threads."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from bot.errors import FileMissing
from bot.requests import Hash

_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".part"


class Files:
    """A folder of files that never change. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the folder, and sweep what a crash left half-written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(f"*/*{_UNFINISHED}"):
            left.unlink(missing_ok=True)

    def put(self, data: bytes) -> Hash:
        """Keep the bytes; on disk when it returns. Raises OSError, and then leaves nothing behind."""
        name = Hash(hashlib.sha256(data).hexdigest())
        path = self._path(name)
        if not path.exists():
            self._write(path, data)
        return name

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
