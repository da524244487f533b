from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.sessions.parlour import Parlour

Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[Parlour]]


@pytest.fixture
def parlour(tmp_path: Path) -> Opened:
    """Opens the same house again and again: every time after the first is a restart."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Parlour]:
        async with Parlour.open(tmp_path) as house:
            yield house

    return opened
