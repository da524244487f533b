"""Who is who. Each function works within the transaction of its connection."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people import Account, Locale, PersonId
from bot.store.tables import accounts, people


async def find(connection: AsyncConnection, account: Account) -> PersonId | None:
    """The person behind an account."""
    known = select(accounts.c.person).where(accounts.c.platform == account.platform, accounts.c.id == account.id)
    person = (await connection.execute(known)).scalar_one_or_none()
    return None if person is None else PersonId(person)


async def create(connection: AsyncConnection, account: Account, locale: Locale) -> PersonId:
    """A new person with one account."""
    person = (await connection.execute(insert(people).values(locale=locale).returning(people.c.id))).scalar_one()
    await connection.execute(insert(accounts).values(platform=account.platform, id=account.id, person=person))
    return PersonId(person)
