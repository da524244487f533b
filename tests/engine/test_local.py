from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from bot.engine.local import LocalBackend
from bot.errors import CheckpointChanged, CheckpointMissing, EngineDied, OutOfMemory, PaintFailed
from bot.jobs import Done, Progress, new_job_id
from bot.requests import Hash, Image2Image
from tests.engine.contract import LIMIT_S, LONG, BackendContract, a_request_for, difference, events_of, painted

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),  # one engine for all of it, started anew where a test has ended it
    pytest.mark.skipif(os.name == "nt", reason="the machine's signals are POSIX here"),
]


@pytest.fixture(scope="module")
def ticks() -> list[int]:
    """The rows of every tick."""
    return []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(ticks: list[int]) -> AsyncIterator[LocalBackend]:
    backend = LocalBackend(checkpoint="builtin", device="cpu", torch_threads=1, rows=1, on_tick=ticks.append)
    yield backend
    await backend.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def backend(engine: LocalBackend) -> LocalBackend:
    await engine.start()
    return engine


class TestLocalBackend(BackendContract):
    """It keeps the same promises as the fake one."""


async def test_each_picture_of_several_is_the_picture_painted_alone(backend: LocalBackend) -> None:
    three = await painted(backend, a_request_for(backend, seed=7, count=3))
    exact = await painted(backend, replace(a_request_for(backend, seed=7, count=3), exact=True))

    for index, picture in enumerate(three.pictures):
        alone = await painted(backend, a_request_for(backend, seed=7 + index))
        assert difference(picture, alone.pictures[0]) < 0.01  # here and there a value is rounded to the next one
        assert difference(exact.pictures[index], alone.pictures[0]) == 0


async def test_progress_goes_on_through_all_pictures_and_shows_few(backend: LocalBackend) -> None:
    events = await events_of(backend, a_request_for(backend, count=2, steps=6))

    progress = [event for event in events if isinstance(event, Progress)]
    assert [event.step for event in progress] == list(range(1, 13))
    assert {event.steps for event in progress} == {12}
    assert 1 <= sum(event.preview is not None for event in progress) <= 4


async def test_every_tick_tells_how_many_rows_were_painted_at_once(backend: LocalBackend, ticks: list[int]) -> None:
    ticks.clear()
    await painted(backend, a_request_for(backend, count=2, steps=3))

    assert ticks == [4, 4, 4]


async def test_cancelling_takes_no_longer_than_a_step_or_two(backend: LocalBackend) -> None:
    request = a_request_for(backend, steps=1000)  # many times what a test would wait for

    async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(new_job_id(), request, {})) as events:
        await anext(events)

    assert await painted(backend, a_request_for(backend))


async def test_kill_9_of_the_engine_is_engine_died_and_the_next_painting_has_a_new_one(backend: LocalBackend) -> None:
    before = await painted(backend, a_request_for(backend))
    pid = backend.pid
    assert pid is not None

    async with (
        asyncio.timeout(LIMIT_S),
        aclosing(backend.paint(new_job_id(), a_request_for(backend, steps=LONG), {})) as events,
    ):
        await anext(events)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineDied):
            async for _event in events:
                pass

    assert backend.room(a_request_for(backend))
    after = await painted(backend, a_request_for(backend))
    assert backend.pid != pid
    assert not psutil.pid_exists(pid)
    assert difference(before.pictures[0], after.pictures[0]) == 0


async def test_a_broken_picture_breaks_its_job_and_not_the_engine(backend: LocalBackend) -> None:
    request = Image2Image.over(a_request_for(backend), Hash("0" * 64), 0.5)

    with pytest.raises(PaintFailed):
        await painted(backend, request, {Hash("0" * 64): b"no picture"})

    assert isinstance(await painted(backend, a_request_for(backend)), Done)


async def test_a_picture_larger_than_the_memory_is_out_of_memory_and_not_a_bug(backend: LocalBackend) -> None:
    request = replace(a_request_for(backend), width=240_000_000, height=240_000_000)

    with pytest.raises(OutOfMemory):
        await painted(backend, request)

    assert isinstance(await painted(backend, a_request_for(backend)), Done)


async def test_a_request_for_another_checkpoint_is_refused_and_never_loaded(backend: LocalBackend) -> None:
    with pytest.raises(CheckpointChanged) as caught:
        await painted(backend, replace(a_request_for(backend), checkpoint="/etc"))

    assert caught.value.checkpoint == "/etc"


async def test_a_missing_checkpoint_is_told_by_each_painting_until_it_is_there(
    tiny_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "later"
    backend = LocalBackend(checkpoint=str(folder), device="cpu", torch_threads=1)
    await backend.start()
    request = replace(a_request_for(backend, steps=1), width=64, height=64)
    try:
        with pytest.raises(CheckpointMissing):
            await painted(backend, request)
        folder.symlink_to(tiny_folder, target_is_directory=True)
        done = await painted(backend, request)
    finally:
        await backend.kill()

    assert len(done.pictures) == 1


async def test_a_job_is_cancelled_at_once_while_the_engine_is_still_loading() -> None:
    backend = LocalBackend(checkpoint="builtin", device="cpu", torch_threads=1)
    await backend.start()
    try:
        waiting = asyncio.ensure_future(painted(backend, a_request_for(backend)))
        await asyncio.sleep(0)
        waiting.cancel()
        async with asyncio.timeout(LIMIT_S):
            await asyncio.wait({waiting})
            room = backend.room(a_request_for(backend))
            await backend.stop()
    finally:
        await backend.kill()

    assert waiting.cancelled()
    assert room


async def test_an_engine_that_is_not_started_paints_nothing() -> None:
    backend = LocalBackend(checkpoint="builtin", device="cpu")

    assert not backend.room(a_request_for(backend))
    with pytest.raises(EngineDied):
        await painted(backend, a_request_for(backend))
    await backend.stop()
    await backend.kill()
