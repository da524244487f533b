from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.prompt.providers.wire import Wire
from tests.makers import ManualClock
from tests.prompt.providers.service import Naps


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def wire(clock: ManualClock, naps: Naps) -> AsyncIterator[Wire]:
    wire = Wire(clock=clock, sleep=naps)
    yield wire
    await wire.close()
