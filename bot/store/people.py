"""Who is who. Each function works within the transaction of its connection."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from bot.people import Account, Locale, PersonId
from bot.store.tables import accounts, people


def find(connection: Connection, account: Account) -> PersonId | None:
    """The person behind an account."""
    known = select(accounts.c.person).where(accounts.c.platform == account.platform, accounts.c.id == account.id)
    person = connection.execute(known).scalar_one_or_none()
    return None if person is None else PersonId(person)


def find_or_create(connection: Connection, account: Account, locale: Locale) -> PersonId:
    """The person behind an account, or a new person with that one."""
    known = find(connection, account)
    if known is not None:
        return known
    person = connection.execute(insert(people).values(locale=locale).returning(people.c.id)).scalar_one()
    connection.execute(insert(accounts).values(platform=account.platform, id=account.id, person=person))
    return PersonId(person)
