"""What people and places have chosen, and who may ask at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Table, and_, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.people import Account, Locale, PersonId, Place
from bot.preferences import Preferences
from bot.rules import House, Rules
from bot.store import people
from bot.store.database import Database
from bot.store.rows import text_of
from bot.store.tables import accounts, preferences, rules, standings

Standing = Literal["banned", "allowed"]

T = TypeVar("T")
_PREFERENCES = TypeAdapter(Preferences)
_RULES = TypeAdapter(Rules)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Under which a person asks in a place; a standing of None is everybody's."""

    preferences: Preferences
    house: House
    person: Standing | None
    place: Standing | None


class ChoicesShelf:
    """A part of the store; one transaction a method. What cannot be read is taken for nothing chosen, and logged."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def circumstances(self, person: PersonId, place: Place) -> Circumstances:
        """All of it, read at once."""
        return await self._database.read(lambda c: circumstances(c, person, place))

    async def locale(self, account: Account, place: Place) -> Locale | None:
        """The language that the person has chosen, else that of the place. Somebody new stays unknown."""

        def chosen(connection: Connection) -> Locale | None:
            person = people.find(connection, account)
            own = None if person is None else preferences_of(connection, person).locale
            return own or house_of(connection, place).locale

        return await self._database.read(chosen)

    async def preferences(self, person: PersonId) -> Preferences:
        return await self._database.read(lambda c: preferences_of(c, person))

    async def prefer(self, person: PersonId, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Put what `change` makes of the preferences in their place; returns it."""

        def changed(connection: Connection) -> Preferences:
            chosen = change(preferences_of(connection, person))
            put_preferences(connection, person, chosen)
            return chosen

        return await self._database.write(changed)

    async def house(self, place: Place) -> House:
        return await self._database.read(lambda c: house_of(c, place))

    async def rule(self, place: Place, change: Callable[[Rules], Rules], *, by_owner: bool) -> House:
        """Put what `change` makes of the owner's or the manager's rules in their place; returns all that holds then."""

        def changed(connection: Connection) -> House:
            house = house_of(connection, place)
            value = text_of(_RULES, change(house.owner if by_owner else house.manager))
            row = {"platform": place.platform, "place": place.id, "by_owner": by_owner, "value": value}
            _put(connection, rules, row)
            return house_of(connection, place)

        return await self._database.write(changed)

    async def stand(self, who: Account | Place, standing: Standing | None) -> None:
        """Ban or allow an account or a place; None forgets what was said of it."""

        def written(connection: Connection) -> None:
            key = {"kind": _kind(who), "platform": who.platform, "id": who.id}
            connection.execute(delete(standings).where(*(standings.c[name] == value for name, value in key.items())))
            if standing is not None:
                _put(connection, standings, {**key, "standing": standing})

        await self._database.write(written)


def circumstances(connection: Connection, person: PersonId, place: Place) -> Circumstances:
    return Circumstances(
        preferences=preferences_of(connection, person),
        house=house_of(connection, place),
        person=_standing_of_person(connection, person),
        place=_standing(connection, place),
    )


def preferences_of(connection: Connection, person: PersonId) -> Preferences:
    found = connection.execute(select(preferences.c.value).where(preferences.c.person == person)).scalar_one_or_none()
    return Preferences() if found is None else _read(_PREFERENCES, found, Preferences())


def put_preferences(connection: Connection, person: PersonId, chosen: Preferences) -> None:
    _put(connection, preferences, {"person": person, "value": text_of(_PREFERENCES, chosen)})


def house_of(connection: Connection, place: Place) -> House:
    mine = and_(rules.c.platform == place.platform, rules.c.place == place.id)
    found = connection.execute(select(rules.c.by_owner, rules.c.value).where(mine))
    read = {row.by_owner: _read(_RULES, row.value, Rules()) for row in found}
    return House(read.get(True, Rules()), read.get(False, Rules()))


def _standing(connection: Connection, who: Account | Place) -> Standing | None:
    mine = and_(standings.c.kind == _kind(who), standings.c.platform == who.platform, standings.c.id == who.id)
    standing: Standing | None = connection.execute(select(standings.c.standing).where(mine)).scalar_one_or_none()
    return standing


def _standing_of_person(connection: Connection, person: PersonId) -> Standing | None:
    """By all of their accounts; banned by one is banned."""
    of_account = and_(
        standings.c.kind == "account", standings.c.platform == accounts.c.platform, standings.c.id == accounts.c.id
    )
    theirs = select(standings.c.standing).join(accounts, of_account).where(accounts.c.person == person)
    found: set[Standing] = set(connection.execute(theirs).scalars())
    return "banned" if "banned" in found else "allowed" if found else None


def _kind(who: Account | Place) -> str:
    return "account" if isinstance(who, Account) else "place"


def _put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    connection.execute(insert(table).values(row).on_conflict_do_update(index_elements=table.primary_key, set_=row))


def _read(adapter: TypeAdapter[T], text: str, otherwise: T) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        log.warning("choices unreadable", problems=error.error_count())
        return otherwise
