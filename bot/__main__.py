"""The `hwaga` command. Spawned children import this module again: nothing heavy may be imported at its top."""

from __future__ import annotations


def main() -> None:
    from bot.cli import main as run  # noqa: PLC0415 - children must not pay for it

    run()


if __name__ == "__main__":
    main()
