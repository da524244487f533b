"""`python -m benchmarks NAME`. Light: the processes that a benchmark spawns import this module again."""

from __future__ import annotations

import click

from benchmarks.engine import engine


@click.group()
def main() -> None:
    """Measure this machine."""


main.add_command(engine)

if __name__ == "__main__":
    main()
