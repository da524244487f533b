"""Whether the house is open: its owner's switch, which outlives restarts."""

from __future__ import annotations

from typing import Literal

Mode = Literal["open", "paused", "draining"]
"""Open: everything goes on. Paused: what is on a device is finished, nothing else is begun, nobody loses their
place. Draining: what waits is painted, nothing new is taken."""
