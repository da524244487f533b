"""The owner's switches, found again after a restart. Each function works within the transaction of its connection."""

from __future__ import annotations

from typing import cast, get_args

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from bot.errors import Draining
from bot.modes import Mode
from bot.store.tables import switches


def mode(connection: Connection) -> Mode:
    """Open where nobody has said otherwise."""
    found = connection.execute(select(switches.c.value).where(switches.c.name == "mode")).scalar_one_or_none()
    return cast("Mode", found) if found in get_args(Mode) else "open"


def set_mode(connection: Connection, wanted: Mode, now: float) -> bool:
    """Whether that changes anything."""
    if mode(connection) == wanted:
        return False
    row = {"name": "mode", "value": wanted, "at": now}
    kept = insert(switches).values(row).on_conflict_do_update(index_elements=[switches.c.name], set_=row)
    connection.execute(kept)
    return True


def admit(connection: Connection) -> None:
    """Raises Draining where nothing new is taken."""
    if mode(connection) == "draining":
        raise Draining
