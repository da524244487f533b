"""The games: each one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.sessions.modes.base import Mode
from bot.sessions.modes.corpse import CORPSE
from bot.sessions.modes.jam import JAM
from bot.sessions.modes.relay import RELAY
from bot.sessions.modes.telephone import TELEPHONE
from bot.sessions.session import ModeName

MODES: Mapping[ModeName, Mode] = MappingProxyType(
    {"jam": JAM, "relay": RELAY, "corpse": CORPSE, "telephone": TELEPHONE}
)
