from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.people import PersonId
from bot.store import Store
from tests.makers import a_person, with_tables


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(with_tables(tmp_path)) as store:
        yield store


@pytest.fixture
async def alice(store: Store) -> PersonId:
    return await a_person(store, "alice")


@pytest.fixture
async def bob(store: Store) -> PersonId:
    return await a_person(store, "bob")
