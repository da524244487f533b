"""Where `hwaga imagine` puts its pictures."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from bot.errors import CannotWrite, OnlyPng
from bot.requests import Request

OTHER_KINDS = frozenset({".avif", ".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".tif", ".tiff", ".webp"})


@dataclass(frozen=True, slots=True)
class Target:
    """`--out picture.png` names one picture and is the stem of several; else it is a folder, or here.

    With `numbered` lines it is always a folder: no name stands for them all.
    """

    out: Path | None
    numbered: bool

    @property
    def _names_a_picture(self) -> bool:
        return self.out is not None and self.out.suffix.lower() == ".png" and not self.numbered

    @property
    def folder(self) -> Path:
        out = self.out or Path()
        return out.parent if self._names_a_picture else out

    def prepare(self) -> None:
        """Make the folder, and try to write in it. Raises OnlyPng and CannotWrite."""
        out = self.out or Path()
        if out.suffix.lower() in OTHER_KINDS and not out.is_dir():
            raise OnlyPng(str(out))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.folder):
                pass
            if self._names_a_picture and out.exists():
                os.close(os.open(out, os.O_WRONLY))  # a folder of that name, or a picture that is not ours to replace
        except OSError as error:
            raise CannotWrite(str(out), error.strerror or type(error).__name__) from error

    def paths(self, number: int, request: Request) -> tuple[Path, ...]:
        """A path a picture, in order of seed; `number` is the line's, 0 when there is but one."""
        seeds = range(request.seed, request.seed + request.count)
        if self.out is not None and self._names_a_picture:
            if request.count == 1:
                return (self.out,)
            return tuple(self.out.with_stem(f"{self.out.stem}-{seed}") for seed in seeds)
        stem = f"{number:04d}" if number else "hwaga"
        return tuple(self.folder / f"{stem}-{seed}.png" for seed in seeds)


def write(path: Path, picture: bytes) -> None:
    """Raises CannotWrite."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or type(error).__name__) from error
