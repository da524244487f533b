"""One line of `.env`, written where it belongs; everything else in the file stays as it is."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from bot.errors import CannotWrite, SettingsUnreadable

ONLY_OURS = 0o600
"""A file with tokens in it is nobody else's to read."""


def put(path: Path, name: str, value: str) -> None:
    """Set NAME=value: in place of its line, of its commented line, or at the end. All or nothing.

    `value` is one line without blanks or quotes, as tokens are. Raises CannotWrite and SettingsUnreadable.
    """
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        _replace(path, "\n".join(_with(lines, name, value)) + "\n")
    except UnicodeDecodeError as error:
        raise SettingsUnreadable from error
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or type(error).__name__) from error


def _with(lines: list[str], name: str, value: str) -> list[str]:
    """The last line that sets it is the one that counts; a commented one is only an example."""
    set_already = [n for n, line in enumerate(lines) if re.match(rf"\s*(?:export\s+)?{name}\s*=", line)]
    commented = [n for n, line in enumerate(lines) if re.match(rf"\s*#\s*{name}\s*=", line)]
    where = (set_already or commented or [len(lines)])[-1]
    return [*lines[:where], f"{name}={value}", *lines[where + 1 :]]


def _replace(path: Path, text: str) -> None:
    """Written beside it first: a full disk leaves the old one. A link stays a link."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else ONLY_OURS
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".env-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(beside, mode)  # noqa: PTH101 - of a path that is a string
        os.replace(beside, target)  # noqa: PTH105
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
