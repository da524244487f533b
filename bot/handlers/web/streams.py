"""The open pages, and what each has yet to be told."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.handlers.web.cards import Card


class Mailbox:
    """What one open page has yet to be told: the newest card of each job, so a slow page costs one card a job."""

    def __init__(self) -> None:
        self._cards: dict[str, Card] = {}
        self._changed = asyncio.Event()
        self.closed = False

    def put(self, card: Card) -> None:
        self._cards[card.id] = card
        self._changed.set()

    def close(self) -> None:
        """Wake whoever waits, for the last time."""
        self.closed = True
        self._changed.set()

    async def take(self, timeout_s: float) -> tuple[Card, ...]:
        """Empty it, waiting for the first card; nothing after `timeout_s`, or once closed."""
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return ()
        if not self.closed:
            self._changed.clear()
        cards = tuple(self._cards.values())
        self._cards.clear()
        return cards


class Streams:
    """Every open page, by the account that looks at it."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[Mailbox]] = defaultdict(set)

    @contextmanager
    def subscribe(self, account_id: str) -> Iterator[Mailbox]:
        """A mailbox for as long as a page is open."""
        mailbox = Mailbox()
        self._open[account_id].add(mailbox)
        try:
            yield mailbox
        finally:
            self._open[account_id].discard(mailbox)
            if not self._open[account_id]:
                del self._open[account_id]

    def publish(self, account_id: str, card: Card) -> None:
        for mailbox in self._open.get(account_id, ()):
            mailbox.put(card)

    def close(self) -> None:
        """End every stream; the pages connect again when somebody answers."""
        for mailboxes in self._open.values():
            for mailbox in mailboxes:
                mailbox.close()
