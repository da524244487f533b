"""What Telegram's front end must find again after a restart.

An update is kept before Telegram is told that it was received, so that whatever ends the process between the two, or
before the update is answered, loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from bot.jobs import JobId
from bot.store.database import Database
from bot.store.tables import (
    accounts,
    jobs,
    rules,
    session_places,
    showings,
    standings,
    telegram_chats,
    telegram_pictures,
    telegram_updates,
)

_HERE = text("place_platform = 'telegram'")
"""In these words the index of Telegram's jobs is found."""
_PLACES = (
    (rules.c.place, rules.c.platform),
    (standings.c.id, standings.c.platform),
    (accounts.c.id, accounts.c.platform),  # a group is a person where its administrators speak in its name
)
"""Where a group is named, beside its jobs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`body` is the update's JSON; `status` the message that its person was answered with, if there is one.

    `tries` counts how often it was begun, `at` is when it came, in unix seconds.
    """

    id: int
    body: str
    status: str
    tries: int
    at: float


class TelegramShelf:
    """A part of the store; one transaction a method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # updates on their way

    async def keep(self, updates: Mapping[int, str], now: float) -> list[Kept]:
        """Bodies by update id, begun for the first time. Returns those that were new; the others stay as they are."""
        rows = [
            {"id": id_, "body": body, "status": "", "tries": 1, "at": now, "done": False}
            for id_, body in updates.items()
        ]
        if not rows:
            return []
        new = insert(telegram_updates).on_conflict_do_nothing().returning(telegram_updates.c.id)
        # Telegram forgets on our word, and a power cut must not: on disk when this returns
        ids = set(await self._database.write(lambda c: c.execute(new, rows).scalars().all()))
        return [Kept(id_, body, "", 1, now) for id_, body in updates.items() if id_ in ids]

    async def known(self, update_ids: Collection[int]) -> set[int]:
        """Those of them that were kept, whatever has become of them."""
        found = select(telegram_updates.c.id).where(telegram_updates.c.id.in_(update_ids))
        return set(await self._database.read(lambda c: c.execute(found).scalars().all()))

    async def answered(self, update_id: int, status: str) -> None:
        """Its person sees this message."""
        mine = telegram_updates.c.id == update_id
        await self._database.jot(lambda c: c.execute(update(telegram_updates).where(mine).values(status=status)))

    async def done(self, update_id: int) -> None:
        """Nothing is left to do of it; what people wrote is not kept, only that it was there."""
        mine = telegram_updates.c.id == update_id
        await self._database.jot(lambda c: c.execute(update(telegram_updates).where(mine).values(done=True, body="")))

    async def left(self) -> list[Kept]:
        """What a process before this one did not bring to an end, oldest first; counts one more try of each."""
        undone = telegram_updates.c.done.is_(False)

        def counted(connection: Connection) -> list[Kept]:
            connection.execute(update(telegram_updates).where(undone).values(tries=telegram_updates.c.tries + 1))
            rows = connection.execute(select(telegram_updates).where(undone).order_by(telegram_updates.c.id)).all()
            return [Kept(row.id, row.body, row.status, row.tries, row.at) for row in rows]

        return await self._database.write(counted)

    async def sweep(self, before: float) -> None:
        """Forget what is done and came before then."""
        old = telegram_updates.c.done.is_(True) & (telegram_updates.c.at < before)
        await self._database.jot(lambda c: c.execute(delete(telegram_updates).where(old)))

    # groups and channels

    async def told(self, chat: str) -> str | None:
        """What this chat was told of what will not work there; None for a chat that is not known."""
        found = select(telegram_chats.c.told).where(telegram_chats.c.id == chat)
        told: str | None = await self._database.read(lambda c: c.execute(found).scalar_one_or_none())
        return told

    async def tell(self, chat: str, told: str) -> None:
        """This chat knows that now."""
        row = insert(telegram_chats).values(id=chat, told=told)
        await self._database.write(lambda c: c.execute(row.on_conflict_do_update(set_={"told": told})))

    async def forget(self, chat: str) -> None:
        """The bot is not there any more."""
        await self._database.write(lambda c: c.execute(delete(telegram_chats).where(telegram_chats.c.id == chat)))

    async def chats(self) -> list[str]:
        """The groups and channels that the bot is in."""
        rows = await self._database.read(lambda c: c.execute(select(telegram_chats.c.id)).scalars().all())
        return list(rows)

    async def move(self, old: str, new: str) -> None:
        """A group has become a supergroup: what belonged to the one belongs to the other.

        Messages have new ids there. The log of rulings is not rewritten.
        """

        def moved(connection: Connection) -> None:
            address = func.json_set(jobs.c.address, "$.channel", new, "$.message", "", "$.reply_to", "")
            connection.execute(update(jobs).where(_HERE, jobs.c.place_id == old).values(place_id=new, address=address))
            for column, platform in _PLACES:
                here = update(column.table).where(platform == "telegram", column == old)
                connection.execute(here.prefix_with("OR REPLACE").values({column.name: new}))
            showed = func.json_extract(showings.c.address, "$.channel") == old
            there = func.json_set(showings.c.address, "$.channel", new)
            connection.execute(update(showings).where(showed).values(address=there))
            at_old = (session_places.c.platform == "telegram") & (session_places.c.place == old)
            moved_to = ("$.channel", new, "$.message", "", "$.reply_to", "", "$.pinned", None)
            address = func.json_set(session_places.c.address, *moved_to)
            boards = update(session_places).where(at_old).prefix_with("OR REPLACE")
            connection.execute(boards.values(place=new, address=address))
            told = connection.execute(
                delete(telegram_chats).where(telegram_chats.c.id == old).returning(telegram_chats)
            )
            for row in told.all():
                connection.execute(insert(telegram_chats).values(id=new, told=row.told).on_conflict_do_nothing())

        await self._database.write(moved)

    # pictures that Telegram has

    async def keep_picture(self, job_id: JobId, file_id: str) -> None:
        """The name under which Telegram shows a job's picture again."""
        row = insert(telegram_pictures).values(job_id=job_id, file_id=file_id)
        known = select(jobs.c.id).where(jobs.c.id == job_id)

        def kept(connection: Connection) -> None:
            if connection.execute(known).one_or_none():
                connection.execute(row.on_conflict_do_update(set_={"file_id": file_id}))

        await self._database.jot(kept)

    async def pictures(self, job_ids: Collection[JobId]) -> dict[JobId, str]:
        """Those names, of the jobs that have one."""
        found = select(telegram_pictures).where(telegram_pictures.c.job_id.in_(job_ids))
        rows = await self._database.read(lambda c: c.execute(found).all())
        return {JobId(row.job_id): row.file_id for row in rows}

    # which job answers a message

    async def job_for(self, chat: str, reply_to: str, since: float) -> JobId | None:
        """A job that was queued there since then, in answer to that message."""
        here = _HERE, jobs.c.place_id == chat, jobs.c.queued_at >= since
        answers = func.json_extract(jobs.c.address, "$.reply_to") == reply_to
        found = await self._database.read(
            lambda c: c.execute(select(jobs.c.id).where(*here, answers)).scalars().first()
        )
        return None if found is None else JobId(found)
