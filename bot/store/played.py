"""Persons in group sessions, whose state is one text: found there when two become one, or when one is erased.

Each function works within the transaction of its connection. A session that still runs is written again by whoever
plays it; these are for what is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select, update

from bot.people import PersonId
from bot.store.tables import sessions

_WHO = ("person", "author", "voter", "host")
"""Where a session's state names a person."""


def join_players(connection: Connection, gone: PersonId, into: PersonId) -> None:
    """Whatever the one did, the other did."""

    def joined(part: dict[str, Any]) -> None:
        part.update({name: into for name in _WHO if part.get(name) == gone})

    _change(connection, gone, joined)


def forget_player(connection: Connection, person: PersonId) -> None:
    """Their name, texts and pictures are taken out; that somebody played stays, for the others' sake."""

    def forgotten(part: dict[str, Any]) -> None:
        if part.get("person") == person:
            part["name"] = ""
        if part.get("author") == person:
            part.update(text="", english="", picture=None, job=None, state="removed")

    _change(connection, person, forgotten)


def _change(connection: Connection, person: PersonId, change: Callable[[dict[str, Any]], None]) -> None:
    # a coarse look first: most sessions are not theirs
    for row in connection.execute(
        select(sessions.c.id, sessions.c.state).where(sessions.c.state.contains(str(person)))
    ):
        state = json.loads(row.state)
        _walk(state, change)
        text = json.dumps(state, ensure_ascii=False)
        connection.execute(update(sessions).where(sessions.c.id == row.id).values(state=text))


def _walk(part: Any, change: Callable[[dict[str, Any]], None]) -> None:
    if isinstance(part, dict):
        change(part)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _walk(inner, change)
