"""Against a strict Telegram: it counts what arrives, in sliding windows, however long calls were on their way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.handlers.telegram.flood import Answer, Flood, NoRoom, Urgency, seconds
from bot.handlers.telegram.windows import Rate, Rates, Window
from tests.handlers.telegram.fast import run_fast

pytestmark = pytest.mark.usefixtures("timedeltas")
RATES = Rates()
GROUP, OTHER, PRIVATE = "-1", "-2", "5"


class StrictTelegram:
    """`arrived` is (time, chat, messages) of every call; what breaks a limit is `refused`."""

    def __init__(self, flood: Flood, latency_s: float = 0.2) -> None:
        self.flood = flood
        self.arrived: list[tuple[float, str, int]] = []
        self.refused: list[tuple[float, str]] = []
        self.urgencies: list[Urgency] = []
        self.closed: dict[str, float] = {}
        self._latency_s = latency_s
        self._chance = random.Random(1)

    async def send(self, chat: str, urgency: Urgency = Urgency.WORDS, messages: int = 1) -> Answer:
        data: dict[str, Any] = {"chat_id": chat}
        endpoint = "sendMessage"
        if messages > 1:
            endpoint, data = "sendMediaGroup", {**data, "media": [object()] * messages}
        return await self.flood.process_request(self._call, (chat, urgency, messages), {}, endpoint, data, urgency)

    async def _call(self, chat: str, urgency: Urgency, messages: int) -> Answer:
        await asyncio.sleep(self._chance.uniform(0, self._latency_s))
        now = asyncio.get_running_loop().time()
        if self._full(now, chat, messages) or self.closed.get(chat, 0) > now:
            self.refused.append((now, chat))
            raise RetryAfter(timedelta(seconds=max(1, self.closed.get(chat, now + 1) - now)))
        self.arrived.append((now, chat, messages))
        self.urgencies.append(urgency)
        await asyncio.sleep(self._chance.uniform(0, self._latency_s))
        return True

    def _full(self, now: float, chat: str, messages: int) -> bool:
        def arrived(rate: Rate, *, everywhere: bool = False) -> int:
            recent = [a for a in self.arrived if a[0] > now - rate.period_s and (everywhere or a[1] == chat)]
            return sum(1 if rate.limit == 1 else a[2] for a in recent)

        in_group = chat.startswith("-") and arrived(RATES.group) + messages > RATES.group.limit
        overall = arrived(RATES.overall, everywhere=True) + messages > RATES.overall.limit
        return in_group or overall or arrived(RATES.chat) >= 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([GROUP, OTHER, PRIVATE, "6", "7"])), max_size=60))
def test_whoever_keeps_these_budgets_is_never_refused(calls: list[tuple[float, str]]) -> None:
    async def main() -> StrictTelegram:
        telegram = StrictTelegram(Flood())

        async def later(at: float, chat: str) -> None:
            await asyncio.sleep(at)
            with suppress(NoRoom):
                await telegram.send(chat)

        await asyncio.gather(*(later(*call) for call in calls))
        return telegram

    telegram = run_fast(main())
    assert telegram.refused == []


def test_a_hundred_chats_at_once_are_served_as_fast_as_telegram_allows() -> None:
    async def main() -> tuple[StrictTelegram, float]:
        telegram = StrictTelegram(Flood(), latency_s=0.05)
        await asyncio.gather(*(telegram.send(str(chat), Urgency.STATUS) for chat in range(1, 101)))
        return telegram, asyncio.get_running_loop().time()

    telegram, took_s = run_fast(main())
    assert telegram.refused == []
    assert took_s < 4


def test_a_full_chat_holds_up_nobody_else() -> None:
    async def main() -> float:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        busy = [asyncio.ensure_future(telegram.send(PRIVATE)) for _ in range(20)]
        await asyncio.sleep(0.5)
        asked = asyncio.get_running_loop().time()
        await telegram.send("6")
        waited_s = asyncio.get_running_loop().time() - asked
        await asyncio.gather(*busy)
        return waited_s

    assert run_fast(main()) == 0


def test_news_never_wait_and_leave_half_of_a_group_to_pictures() -> None:
    async def main() -> list[str]:
        telegram, told = StrictTelegram(Flood(), latency_s=0.0), []
        for _ in range(25):
            try:
                await telegram.send(GROUP, Urgency.NEWS)
                told.append("shown")
            except NoRoom:
                told.append("no room")
            await asyncio.sleep(1)
        return told

    assert run_fast(main()) == ["shown"] * 10 + ["no room"] * 15


def test_no_picture_waits_behind_news_of_its_group() -> None:
    async def main() -> tuple[StrictTelegram, list[float]]:
        telegram, waits, loop = StrictTelegram(Flood(), latency_s=0.0), [], asyncio.get_running_loop()

        async def news() -> None:
            while True:
                with suppress(NoRoom):
                    await telegram.send(GROUP, Urgency.NEWS)
                await asyncio.sleep(0.3)

        async def picture(at: float) -> None:
            await asyncio.sleep(at)
            await telegram.send(GROUP, Urgency.PICTURE)
            waits.append(loop.time() - at)

        telling = asyncio.ensure_future(news())
        await asyncio.gather(*(picture(20 + n / 2) for n in range(10)))
        telling.cancel()
        return telegram, waits

    telegram, waits = run_fast(main())
    assert telegram.urgencies == [Urgency.NEWS] * 10 + [Urgency.PICTURE] * 10
    assert telegram.refused == []
    assert max(waits) < 6


def test_fifty_pictures_for_one_group_come_at_the_rate_that_it_takes() -> None:
    async def main() -> tuple[StrictTelegram, int]:
        telegram, postponed = StrictTelegram(Flood(), latency_s=0.05), 0

        async def picture() -> None:
            nonlocal postponed
            while True:
                try:
                    await telegram.send(GROUP, Urgency.PICTURE)
                except NoRoom as error:
                    postponed += 1
                    await asyncio.sleep(seconds(error))
                else:
                    return

        await asyncio.gather(*(picture() for _ in range(50)))
        return telegram, postponed

    telegram, postponed = run_fast(main())
    assert telegram.refused == []
    assert telegram.arrived[-1][0] < 150
    assert postponed < 150


def test_the_first_answer_goes_before_pictures_and_they_before_words() -> None:
    async def main() -> list[Urgency]:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        await telegram.send(PRIVATE)
        await asyncio.gather(
            telegram.send(PRIVATE, Urgency.WORDS),
            telegram.send(PRIVATE, Urgency.PICTURE),
            telegram.send(PRIVATE, Urgency.STATUS),
        )
        return telegram.urgencies[1:]

    assert run_fast(main()) == [Urgency.STATUS, Urgency.PICTURE, Urgency.WORDS]


def test_a_429_holds_up_exactly_that_chat_for_exactly_that_long() -> None:
    async def main() -> tuple[StrictTelegram, list[float]]:
        telegram, loop = StrictTelegram(Flood(), latency_s=0.0), asyncio.get_running_loop()
        telegram.closed[GROUP] = 17.0
        with pytest.raises(RetryAfter) as refused:
            await telegram.send(GROUP, Urgency.PICTURE)
        waits = [seconds(refused.value)]
        with pytest.raises(NoRoom) as unasked:
            await telegram.send(GROUP, Urgency.PICTURE)
        waits.append(seconds(unasked.value))
        await telegram.send(OTHER, Urgency.PICTURE)
        waits.append(loop.time())
        await telegram.send(GROUP, Urgency.WORDS)
        waits.append(loop.time())
        return telegram, waits

    telegram, waits = run_fast(main())
    assert waits == pytest.approx([17, 17, 0, 17])
    assert len(telegram.refused) == 1


def test_words_that_telegram_refused_follow_when_it_hears_again() -> None:
    async def main() -> float:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        telegram.closed[PRIVATE] = 8.0
        await telegram.send(PRIVATE)
        return asyncio.get_running_loop().time()

    assert run_fast(main()) == pytest.approx(8)


def test_an_album_takes_as_many_places_as_it_has_pictures() -> None:
    async def main() -> StrictTelegram:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        for _ in range(3):
            await telegram.send(GROUP, messages=10)
        return telegram

    telegram = run_fast(main())
    assert telegram.refused == []
    assert [round(at) for at, _, _ in telegram.arrived] == [0, 1, 60]


def test_a_call_given_up_while_it_waits_takes_no_place() -> None:
    async def main() -> float:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        await telegram.send(PRIVATE)
        given_up = asyncio.ensure_future(telegram.send(PRIVATE))
        await asyncio.sleep(0.5)
        given_up.cancel()
        await telegram.send(PRIVATE)
        return asyncio.get_running_loop().time()

    assert run_fast(main()) == pytest.approx(1)


def test_who_waits_at_the_end_is_told_to_come_later() -> None:
    async def main() -> None:
        telegram = StrictTelegram(Flood(), latency_s=0.0)
        await telegram.send(PRIVATE)
        waiting = asyncio.ensure_future(telegram.send(PRIVATE))
        await asyncio.sleep(0.1)
        await telegram.flood.shutdown()
        with pytest.raises(NoRoom):
            await waiting

    run_fast(main())


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [("answerCallbackQuery", {}), ("getFile", {}), ("getChatMember", {"chat_id": 1}), ("setMyCommands", {})],
)
def test_what_shows_nothing_in_a_chat_waits_for_nothing(endpoint: str, data: dict[str, Any]) -> None:
    async def main() -> float:
        flood = Flood()

        async def call() -> Answer:
            return True

        calls: list[Coroutine[Any, Any, Answer]] = [
            flood.process_request(call, (), {}, endpoint, data, None) for _ in range(100)
        ]
        await asyncio.gather(*calls)
        return asyncio.get_running_loop().time()

    assert run_fast(main()) == 0


@given(st.integers(1, 30), st.integers(1, 60))
def test_a_window_says_truly_when_there_will_be_room(limit: int, wanted: int) -> None:
    window = Window(Rate(limit, 10.0))
    for n in range(limit):
        window.leave(n / limit)
        window.end(n / limit, n / limit)
    now, waited, served = 1.0, 0.0, 0
    said = window.wait_s(now, wanted)
    while served < wanted:
        wait = window.wait_s(now)
        now, waited, served = now + wait, waited + wait, served + 1
        window.leave(now)
        window.end(now, now)

    assert waited == pytest.approx(said)
