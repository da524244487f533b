"""The memory of providers' answers: the store's, and the one of a process without a store, by the same claims."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.prompt.providers.memory import BriefMemory, Memory
from bot.store import Store, answers
from bot.store.tables import METADATA


@pytest.fixture(params=["store", "brief"])
def memory(request: pytest.FixtureRequest, store: Store) -> Memory:
    return store if request.param == "store" else BriefMemory()


async def test_an_answer_is_recalled_until_it_is_old(memory: Memory) -> None:
    await memory.remember("papago", "q", '{"a": "바다"}', now=1.0, until=10.0)

    assert await memory.recall("papago", "q", 9.9) == '{"a": "바다"}'
    assert await memory.recall("papago", "q", 10.0) is None


async def test_a_question_is_of_one_provider(memory: Memory) -> None:
    await memory.remember("papago", "q", "1", now=1.0, until=10.0)

    assert await memory.recall("deepl", "q", 2.0) is None
    assert await memory.recall("papago", "another", 2.0) is None


async def test_the_newer_answer_holds(memory: Memory) -> None:
    await memory.remember("papago", "q", "1", now=1.0, until=10.0)
    await memory.remember("papago", "q", "2", now=5.0, until=20.0)

    assert await memory.recall("papago", "q", 15.0) == "2"


async def test_answers_survive_a_restart(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        await store.remember("chat", "q", "1", now=1.0, until=10.0)

    async with Store(tmp_path) as store:
        assert await store.recall("chat", "q", 2.0) == "1"


async def test_the_brief_memory_keeps_the_newest() -> None:
    memory = BriefMemory(most=2)
    for name in "abc":
        await memory.remember("chat", name, name, now=1.0, until=10.0)

    assert [await memory.recall("chat", name, 2.0) for name in "abc"] == [None, "b", "c"]


def test_old_answers_and_too_many_are_swept() -> None:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for i in range(1, 6):
            answers.remember(connection, "chat", str(i), str(i), now=0.0, until=10.0 + i, most=3)
        kept = [answers.recall(connection, "chat", str(i), 0.0) for i in range(1, 6)]
        answers.remember(connection, "chat", "6", "6", now=14.0, until=20.0, most=3)
        later = [answers.recall(connection, "chat", str(i), 0.0) for i in range(1, 7)]
    engine.dispose()

    assert kept == [None, None, "3", "4", "5"]
    assert later == [None, None, None, None, "5", "6"]
