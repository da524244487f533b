"""The log of what moderation did. Each function works within the transaction of its connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from bot.people import PersonId, Place
from bot.store.tables import rulings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Who asked where and when (unix seconds) for `what`, and what became of it; what they wrote is not kept.

    `category` is what a text or picture is about; of what an owner did, it is to whom.
    """

    at: float
    person: PersonId
    place: Place
    outcome: str
    category: str
    what: str = "text"


def add(connection: Connection, ruling: Ruling) -> None:
    row = {
        "at": ruling.at,
        "person": ruling.person,
        "platform": ruling.place.platform,
        "place": ruling.place.id,
        "what": ruling.what,
        "outcome": ruling.outcome,
        "category": ruling.category,
    }
    connection.execute(insert(rulings).values(row))


def newest(connection: Connection, limit: int) -> list[Ruling]:
    """Newest first."""
    return _read(connection, select(rulings).order_by(rulings.c.id.desc()).limit(limit))


def of_person(connection: Connection, person: PersonId) -> list[Ruling]:
    """Newest first."""
    return _read(connection, select(rulings).where(rulings.c.person == person).order_by(rulings.c.id.desc()))


def _read(connection: Connection, chosen: Select[Any]) -> list[Ruling]:
    return [
        Ruling(
            at=row.at,
            person=PersonId(row.person),
            place=Place(row.platform, row.place),
            outcome=row.outcome,
            category=row.category,
            what=row.what,
        )
        for row in connection.execute(chosen)
    ]
