from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = await House(tmp_path).open()
    yield house
    await house.close()


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Visitor]:
    """Somebody who has opened the page."""
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        yield visitor


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[Visitor]:
    """Somebody else who has opened the page."""
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        yield visitor
