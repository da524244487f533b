"""One person, several accounts: joined by a code that is told on one platform and typed on the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.errors import TooManyCodes, WrongCode
from bot.limits import Debt, owed
from bot.people import Account, PersonId
from bot.store import choices
from bot.store import people as people_of
from bot.store.database import Database
from bot.store.played import join_players
from bot.store.tables import METADATA, accounts, debts, favourites, jobs, link_codes, link_tries, people

CODE_LIFE_S = 600.0
TRIES = 5
"""Wrong codes that an account may type within TRIES_S, before it has to wait."""
TRIES_S = 3600.0


@dataclass(frozen=True, slots=True)
class Linked:
    """`joined`: two persons were made one; else the account was theirs already."""

    person: PersonId
    joined: bool


class LinkingShelf:
    """A part of the store; one transaction a method. Times are unix seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accounts_of(self, person: PersonId) -> list[Account]:
        """In order of platform."""
        return await self._database.read(lambda c: accounts_of(c, person))

    async def linked_with(self, account: Account) -> list[Account]:
        """All accounts of the person whose it is; none where it is not known."""

        def found(connection: Connection) -> list[Account]:
            person = people_of.find(connection, account)
            return [] if person is None else accounts_of(connection, person)

        return await self._database.read(found)

    async def offer(self, person: PersonId, code: str, now: float) -> None:
        """Take this code for the person, once and for CODE_LIFE_S, in place of an older one. Only its hash is kept."""
        row = {"person": person, "code": _hash(code), "until": now + CODE_LIFE_S}
        keeping = upsert(link_codes).values(row).on_conflict_do_update(index_elements=["person"], set_=row)
        await self._database.write(lambda c: c.execute(keeping))

    async def redeem(self, account: Account, person: PersonId, code: str, now: float) -> Linked:
        """Make the person of the account and the one who was told the code one, with all that is theirs.

        Raises TooManyCodes and WrongCode.
        """
        wait_s = await self._database.write(lambda c: _count(c, account, now))
        if wait_s > 0:  # what a refusal has counted stays counted: not in the transaction that it would undo
            raise TooManyCodes(round(wait_s))
        return await self._database.write(lambda c: _redeem(c, account, person, code, now))

    async def unlink(self, account: Account) -> PersonId | None:
        """Make the account a person of its own, with what was asked for from it; None where it is alone already."""
        return await self._database.write(lambda c: _unlink(c, account))


def accounts_of(connection: Connection, person: PersonId) -> list[Account]:
    theirs = select(accounts).where(accounts.c.person == person).order_by(accounts.c.platform, accounts.c.id)
    return [Account(row.platform, row.id) for row in connection.execute(theirs)]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _count(connection: Connection, account: Account, now: float) -> float:
    """Count a try; the seconds to wait where there were too many."""
    connection.execute(delete(link_tries).where(link_tries.c.until <= now))
    mine = and_(link_tries.c.platform == account.platform, link_tries.c.account == account.id)
    known = connection.execute(select(link_tries).where(mine)).one_or_none()
    if known is None:
        row = {"platform": account.platform, "account": account.id, "tries": 1, "until": now + TRIES_S}
        connection.execute(insert(link_tries).values(row))
        return 0.0
    if known.tries >= TRIES:
        return float(known.until - now)
    connection.execute(update(link_tries).where(mine).values(tries=known.tries + 1))
    return 0.0


def _redeem(connection: Connection, account: Account, person: PersonId, code: str, now: float) -> Linked:
    offered = and_(link_codes.c.code == _hash(code), link_codes.c.until > now)
    found = connection.execute(select(link_codes.c.person).where(offered)).scalar_one_or_none()
    if found is None:
        raise WrongCode
    into = PersonId(found)
    connection.execute(delete(link_codes).where(link_codes.c.person.in_((person, into))))
    tries = and_(link_tries.c.platform == account.platform, link_tries.c.account == account.id)
    connection.execute(delete(link_tries).where(tries))
    if into == person:
        return Linked(into, joined=False)
    _merge(connection, person, into, now)
    return Linked(into, joined=True)


def _merge(connection: Connection, gone: PersonId, into: PersonId, now: float) -> None:
    """Everything of the one becomes the other's, in whichever table it is; so no new table can be forgotten here."""
    chosen = choices.preferences_of(connection, into).over(choices.preferences_of(connection, gone))
    choices.put_preferences(connection, into, chosen)
    _add_debts(connection, gone, into, now)
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if column.references(people.c.id):
                moved = update(table).where(column == gone).values({column.name: into})
                connection.execute(moved.prefix_with("OR IGNORE"))  # the other may have it already
                connection.execute(delete(table).where(column == gone))
    join_players(connection, gone, into)
    connection.execute(delete(people).where(people.c.id == gone))


def _add_debts(connection: Connection, gone: PersonId, into: PersonId, now: float) -> None:
    """What two have taken, one has taken: else every new account would be a new budget."""
    theirs = connection.execute(select(debts).where(debts.c.person.in_((gone, into)))).all()
    if not theirs:
        return
    refill_per_h = max(row.refill_per_h for row in theirs)
    total = sum(owed(Debt(row.owed, row.at), row.refill_per_h, now) for row in theirs)
    row = {"person": into, "owed": total, "at": now, "refill_per_h": refill_per_h}
    connection.execute(upsert(debts).values(row).on_conflict_do_update(index_elements=["person"], set_=row))


def _unlink(connection: Connection, account: Account) -> PersonId | None:
    mine = and_(accounts.c.platform == account.platform, accounts.c.id == account.id)
    before = connection.execute(select(accounts.c.person).where(mine)).scalar_one_or_none()
    if before is None or len(accounts_of(connection, before)) == 1:
        return None
    locale = select(people.c.locale).where(people.c.id == before).scalar_subquery()
    alone = connection.execute(insert(people).values(locale=locale).returning(people.c.id)).scalar_one()
    connection.execute(update(accounts).where(mine).values(person=alone))
    choices.put_preferences(connection, alone, choices.preferences_of(connection, before))
    asked_here = and_(
        jobs.c.person == before,
        jobs.c.place_platform == account.platform,
        func.json_extract(jobs.c.address, "$.account") == account.id,
    )
    connection.execute(update(jobs).where(asked_here).values(person=alone))
    moved = favourites.c.job.in_(select(jobs.c.id).where(jobs.c.person == alone))
    connection.execute(update(favourites).where(moved, favourites.c.person == before).values(person=alone))
    debt = select(literal(alone), debts.c.owed, debts.c.at, debts.c.refill_per_h).where(debts.c.person == before)
    connection.execute(insert(debts).from_select(["person", "owed", "at", "refill_per_h"], debt))
    return PersonId(alone)
