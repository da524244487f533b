"""`python -m benchmarks NAME`. Light: the processes that a benchmark spawns import this module again."""

from __future__ import annotations

import click

from benchmarks.discord import discord
from benchmarks.engine import engine
from benchmarks.prompt import prompt
from benchmarks.queue import queue
from benchmarks.sessions import sessions
from benchmarks.telegram import telegram


@click.group()
def main() -> None:
    """Measure this machine."""


main.add_command(discord)
main.add_command(engine)
main.add_command(prompt)
main.add_command(queue)
main.add_command(sessions)
main.add_command(telegram)

if __name__ == "__main__":
    main()
