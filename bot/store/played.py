"""Persons in group sessions, whose state is one text: found there when two become one, or when one is erased.

Each function works within the transaction of its connection. A session that still runs is written again by whoever
plays it; what changes here is what is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.jobs import JobId
from bot.people import PersonId
from bot.requests import Hash
from bot.store.tables import jobs, sessions

_WHO = ("person", "author", "voter", "host")
"""Where a session's state names a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What somebody wrote in a session, and what was painted of it."""

    session: str
    code: str
    theme: str
    number: int
    text: str
    english: str
    picture: Hash | None


def parts_of(connection: Connection, person: PersonId) -> list[Part]:
    """In the order in which they were asked for, session by session."""
    return [
        Part(
            session=row.id,
            code=row.code,
            theme=state["theme"],
            number=entry["number"],
            text=entry["text"],
            english=entry["english"],
            picture=entry["picture"],
        )
        for row, state in _around(connection, person)
        for entry in state["entries"]
        if entry["author"] == person
    ]


def sessions_of(connection: Connection, person: PersonId) -> list[str]:
    """By id, those that they have played in."""
    around = _around(connection, person)
    return [row.id for row, state in around if any(player["person"] == person for player in state["players"])]


def jobs_of_player(connection: Connection, person: PersonId) -> list[JobId]:
    """What their words in sessions have become: these jobs are nobody's in particular."""
    found: list[JobId] = []
    for part in parts_of(connection, person):
        there = select(jobs.c.id, jobs.c.address).where(
            jobs.c.place_platform == "session", jobs.c.place_id == part.session
        )
        rows = connection.execute(there)
        found += [JobId(row.id) for row in rows if json.loads(row.address)["thread"] == str(part.number)]
    return found


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
    for row, state in _around(connection, person):
        _walk(state, change)
        text = json.dumps(state, ensure_ascii=False)
        connection.execute(update(sessions).where(sessions.c.id == row.id).values(state=text))


def _around(connection: Connection, person: PersonId) -> Iterator[tuple[Row[Any], dict[str, Any]]]:
    """Sessions that may be theirs, with their state, oldest first: a coarse look, since most are not."""
    near = select(sessions).where(sessions.c.state.contains(str(person))).order_by(sessions.c.seq)
    for row in connection.execute(near).all():
        yield row, json.loads(row.state)


def _walk(part: Any, change: Callable[[dict[str, Any]], None]) -> None:
    if isinstance(part, dict):
        change(part)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _walk(inner, change)
