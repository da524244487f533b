"""Exquisite corpse: each paints on from a strip of the last picture; the whole is revealed at the end."""

from __future__ import annotations

from bot.sessions.modes.base import Glimpse, Way
from bot.sessions.modes.relay import Relay


class Corpse(Relay):
    way: Way = "on"
    glimpse: Glimpse = "strip"


CORPSE = Corpse()
