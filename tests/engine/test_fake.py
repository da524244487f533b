from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.engine.fake import FakeBackend
from bot.errors import OutOfMemory
from bot.jobs import Progress, new_job_id
from tests.engine.contract import BackendContract, a_request_for, painted


@pytest.fixture
async def backend() -> AsyncIterator[FakeBackend]:
    backend = FakeBackend()
    await backend.start()
    yield backend
    await backend.kill()


class TestFakeBackend(BackendContract):
    """It keeps the same promises as the real ones."""


async def test_a_held_painting_stands_until_it_is_released(backend: FakeBackend) -> None:
    backend.control.hold(step=3)
    task = asyncio.create_task(painted(backend, a_request_for(backend)))

    await backend.control.reached(3)
    stood = not task.done()
    backend.control.release()

    assert stood
    assert await task


async def test_a_fault_comes_at_its_step_and_once(backend: FakeBackend) -> None:
    backend.control.fail(OutOfMemory(), step=2)
    async with aclosing(backend.paint(new_job_id(), a_request_for(backend), {})) as events:
        first = await anext(events)
        with pytest.raises(OutOfMemory):
            await anext(events)

    assert isinstance(first, Progress)
    assert await painted(backend, a_request_for(backend))


async def test_it_has_room_for_as_many_as_it_has_rows() -> None:
    backend = FakeBackend(rows=2)
    request = a_request_for(backend)
    backend.control.hold()
    tasks, room = [], [backend.room(request)]

    for jobs in (1, 2):
        tasks.append(asyncio.create_task(painted(backend, request)))
        await backend.control.reached(jobs=jobs)
        room.append(backend.room(request))
    backend.control.release()

    assert room == [True, True, False]
    assert len(await asyncio.gather(*tasks)) == 2
