"""The engine as the bot uses it, against diffusers called directly, side by side in one process."""

from benchmarks.engine.command import engine

__all__ = ["engine"]
