from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.config import Settings
from bot.errors import BadPicture, BrokenPicture, PictureTooLarge, UnknownPicture
from bot.images import Uploads, size_of
from tests.hostile import pictures
from tests.hostile.honest import honest
from tests.hostile.sent_files import scans


@pytest.fixture
async def uploads() -> AsyncIterator[Uploads]:
    uploads = Uploads(Settings(_env_file=None))
    yield uploads
    await uploads.stop()


@pytest.fixture(scope="module")
def endless() -> bytes:
    """A file of 1 MB that takes a minute."""
    return scans(2000, (4000, 4000))


def process_of(uploads: Uploads) -> psutil.Process:
    assert uploads._child is not None
    return psutil.Process(uploads._child.pid)


def peak_memory(process: psutil.Process) -> int:
    """Bytes that it has held at its worst; elsewhere than on Linux, what it holds now."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return int(process.memory_info().rss)
    lines = dict(line.split(":", 1) for line in status.read_text("ascii").splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024


async def begun(uploads: Uploads, data: bytes) -> asyncio.Task[bytes]:
    """A read that waits for the process; `uploads` has read a picture before."""
    task = asyncio.create_task(uploads.read(data))
    await asyncio.sleep(0)
    assert uploads._answer is not None
    assert not uploads._answer.done()
    return task


async def test_a_picture_comes_back_upright_as_png(uploads: Uploads) -> None:
    assert size_of(await uploads.read(honest()["jpeg"])) == (48, 64)


async def test_errors_cross_the_border_with_their_values(uploads: Uploads) -> None:
    with pytest.raises(UnknownPicture):
        await uploads.read(b"text")


async def test_a_file_that_is_too_large_starts_no_process() -> None:
    uploads = Uploads(Settings(_env_file=None, picture_max_mib=0.001))

    with pytest.raises(PictureTooLarge):
        await uploads.read(b"\0" * 2000)

    assert uploads._child is None


async def test_pictures_are_read_by_one_process_one_after_another(uploads: Uploads) -> None:
    await uploads.read(honest()["png"])
    first = process_of(uploads).pid
    await asyncio.gather(*(uploads.read(each) for each in honest().values()))

    assert process_of(uploads).pid == first


async def test_what_takes_too_long_is_broken_and_the_next_picture_is_read(uploads: Uploads, endless: bytes) -> None:
    await uploads.read(honest()["png"])
    uploads._timeout_s = 0.5
    started = time.monotonic()

    with pytest.raises(BrokenPicture):
        await uploads.read(endless)

    assert time.monotonic() - started < 10
    uploads._timeout_s = 30
    assert await uploads.read(honest()["png"])


async def test_what_kills_the_decoder_is_broken_and_the_next_picture_is_read(uploads: Uploads, endless: bytes) -> None:
    await uploads.read(honest()["png"])
    task = await begun(uploads, endless)
    process_of(uploads).kill()

    with pytest.raises(BrokenPicture):
        await task

    assert await uploads.read(honest()["png"])


async def test_nobody_waits_for_a_picture_whose_person_has_gone(uploads: Uploads, endless: bytes) -> None:
    await uploads.read(honest()["png"])
    process = process_of(uploads)
    task = await begun(uploads, endless)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert not process.is_running()
    assert await uploads.read(honest()["png"])


async def test_stopping_leaves_no_process(uploads: Uploads) -> None:
    await uploads.read(honest()["png"])
    process = process_of(uploads)
    await uploads.stop()
    await uploads.stop()

    assert not process.is_running()


async def test_hostile_files_end_in_a_named_error_or_a_picture_in_bounded_time_and_memory(uploads: Uploads) -> None:
    peak = 0
    for data in pictures():
        started = time.monotonic()
        with contextlib.suppress(BadPicture):
            assert await uploads.read(data)
        assert time.monotonic() - started < 20
        peak = max(peak, peak_memory(process_of(uploads)))

    assert peak < 700 * 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit on address space")
async def test_the_process_can_take_only_so_much_memory(uploads: Uploads) -> None:
    await uploads.read(honest()["png"])
    limit, _ = process_of(uploads).rlimit(psutil.RLIMIT_AS)

    assert 0 < limit < 3 * 2**30
