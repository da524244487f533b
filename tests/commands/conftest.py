from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.studio import Studio
from bot.config import Settings
from bot.handlers.fake import FakeCourier
from bot.prompt.planner import Planner
from tests.commands.people import HOST
from tests.commands.rooms import rooms


@pytest.fixture
def courier() -> FakeCourier:
    return FakeCourier()


@pytest.fixture
async def studio(tmp_path: Path, courier: FakeCourier) -> AsyncIterator[Studio]:
    """Nobody paints, and nothing is planned: texts are taken raw, or asked of nobody."""
    idle = Planner(Settings(_env_file=None))
    async with rooms(tmp_path, idle, courier=courier, owners=(HOST.account,)) as studio:
        yield studio
