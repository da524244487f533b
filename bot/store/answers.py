"""What providers answered, by the hash of the question, until it is old or there is too much of it.

Each function works within the transaction of its connection.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.tables import answers

MOST = 20_000
"""Answers that are kept: some tens of MB. The oldest go first."""


def recall(connection: Connection, provider: str, question: str, now: float) -> str | None:
    """The answer, unless it is too old."""
    known = select(answers.c.answer).where(
        answers.c.provider == provider, answers.c.question == question, answers.c.until > now
    )
    answer: str | None = connection.execute(known).scalar_one_or_none()
    return answer


def remember(
    connection: Connection, provider: str, question: str, answer: str, now: float, until: float, most: int = MOST
) -> None:
    """Keep an answer, in place of an older one; forget those that are past their time or beyond `most`."""
    values = {"provider": provider, "question": question, "answer": answer, "until": until}
    kept = insert(answers).values(values)
    connection.execute(kept.on_conflict_do_update(set_={"answer": answer, "until": until}))
    # the index on `until` finds the last one that may stay without counting the others
    last = select(answers.c.until).order_by(answers.c.until.desc()).limit(1).offset(most).scalar_subquery()
    connection.execute(delete(answers).where(or_(answers.c.until <= now, answers.c.until <= last)))
