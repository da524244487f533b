"""The `hwaga` command. Spawned children import this module again: nothing heavy may be imported at its top."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        from bot.cli import main as run  # noqa: PLC0415 - children must not pay for it

        run()
    except KeyboardInterrupt:  # while all of that was imported, which takes seconds
        sys.exit(130)


if __name__ == "__main__":
    main()
