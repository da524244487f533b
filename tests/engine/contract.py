"""What every backend promises. Subclass it and give a started `backend` fixture, of one row."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Mapping
from contextlib import aclosing

import numpy as np
import pytest
from PIL import Image

from bot.canvas import Canvas
from bot.engine.backend import Backend
from bot.errors import EngineDied
from bot.jobs import Done, JobId, Progress, new_job_id
from bot.requests import Blend, Hash, Image2Image, Inpaint, Outpaint, Request, Text2Image, shared, steps_run
from tests.makers import a_photo

LIMIT_S = 120
"""No wait in here is longer, on a busy machine too."""
LONG = 60
"""Steps of a painting that is not over before it can be interrupted."""


def a_request_for(
    backend: Backend, *, seed: int = 7, count: int = 1, prompt: str = "a blue sea", steps: int = 4
) -> Text2Image:
    offers = backend.offers()
    return Text2Image(
        prompt=prompt,
        prompt_2=prompt,
        negative_prompt="",
        width=offers.native_px,
        height=offers.native_px,
        num_inference_steps=steps,
        guidance_scale=offers.guidance_scale,
        scheduler=offers.scheduler,
        seed=seed,
        count=count,
        checkpoint=offers.checkpoint,
    )


async def events_of(
    backend: Backend, request: Request, pictures: Mapping[Hash, bytes] | None = None
) -> list[Progress | Done]:
    async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(new_job_id(), request, pictures or {})) as events:
        return [event async for event in events]


async def painted(backend: Backend, request: Request, pictures: Mapping[Hash, bytes] | None = None) -> Done:
    done = (await events_of(backend, request, pictures))[-1]
    assert isinstance(done, Done)
    return done


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """[height, width, 3]"""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)


def difference(one: bytes, other: bytes) -> float:
    """Mean over all values, 0-255."""
    return float(np.abs(pixels(one) - pixels(other)).mean())


def _offering(backend: Backend, task: str) -> int:
    """The side of a picture in pixels; the test is skipped where there is no such task."""
    if task not in backend.offers().tasks:
        pytest.skip(f"this backend offers no {task}")
    return backend.offers().native_px


def _name(png: bytes) -> Hash:
    return Hash(hashlib.sha256(png).hexdigest())


def _stripes(px: int) -> bytes:
    """Every pixel row of another colour, so that none can be taken for its neighbour."""
    image = Image.new("RGB", (px, px))
    image.putdata([(3 * y % 256, 7 * y % 256, 90) for y in range(px) for _x in range(px)])
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class BackendContract:
    async def test_a_painting_ends_with_its_pictures(self, backend: Backend) -> None:
        request = a_request_for(backend, count=2)

        events = await events_of(backend, request)

        done = events[-1]
        assert isinstance(done, Done)
        assert [isinstance(event, Done) for event in events[:-1]] == [False] * (len(events) - 1)
        assert [Image.open(io.BytesIO(png)).format for png in done.pictures] == ["PNG", "PNG"]
        assert [pixels(png).shape for png in done.pictures] == [(request.height, request.width, 3)] * 2
        assert done.seconds >= 0
        assert done.backend

    async def test_every_event_carries_the_job_it_belongs_to(self, backend: Backend) -> None:
        job_id = JobId("0123456789abcdef")

        async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(job_id, a_request_for(backend), {})) as events:
            named = [event.job_id async for event in events]

        assert set(named) == {job_id}

    async def test_steps_count_up_to_those_that_really_run(self, backend: Backend) -> None:
        if not backend.offers().reports_steps:
            pytest.skip("this backend reports no steps")
        request = a_request_for(backend)

        events = await events_of(backend, request)

        steps = [event for event in events if isinstance(event, Progress) and event.step]
        assert [event.step for event in steps] == list(range(1, steps_run(request) + 1))
        assert {event.steps for event in steps} == {steps_run(request)}

    async def test_previews_are_small_jpegs(self, backend: Backend) -> None:
        if not backend.offers().reports_steps:
            pytest.skip("this backend reports no steps")

        events = await events_of(backend, a_request_for(backend))

        previews = [event.preview for event in events if isinstance(event, Progress) and event.preview]
        assert {Image.open(io.BytesIO(preview)).format for preview in previews} == {"JPEG"}
        assert max(map(len, previews)) < 64 * 1024

    async def test_the_same_request_paints_the_same_pixels(self, backend: Backend) -> None:
        request = a_request_for(backend)

        first, second = await painted(backend, request), await painted(backend, request)

        assert difference(first.pictures[0], second.pictures[0]) == 0

    async def test_another_seed_paints_another_picture(self, backend: Backend) -> None:
        first = await painted(backend, a_request_for(backend, seed=7))
        second = await painted(backend, a_request_for(backend, seed=8))

        assert difference(first.pictures[0], second.pictures[0]) > 1

    async def test_the_second_of_two_pictures_has_the_next_seed(self, backend: Backend) -> None:
        two = await painted(backend, a_request_for(backend, seed=7, count=2))
        alone = await painted(backend, a_request_for(backend, seed=8))

        # a batch of two may add up in another order than a batch of one
        assert difference(two.pictures[1], alone.pictures[0]) < 1

    async def test_a_photo_shows_through_where_strength_is_low(self, backend: Backend) -> None:
        photo = a_photo("red", backend.offers().native_px)
        name = Hash(hashlib.sha256(photo).hexdigest())
        request = a_request_for(backend)

        near = await painted(backend, Image2Image.over(request, name, 0.3), {name: photo})
        far = await painted(backend, Image2Image.over(request, name, 1.0), {name: photo})

        assert difference(near.pictures[0], photo) < difference(far.pictures[0], photo)

    @pytest.mark.parametrize("strength", [1.0, 0.4])
    async def test_outside_of_a_mask_every_pixel_stays(self, backend: Backend, strength: float) -> None:
        side = _offering(backend, "inpaint")
        photo, mask = _stripes(side), a_photo("black", side, white=(side // 2, 0, side, side // 2))
        names = [_name(photo), _name(mask)]
        request = Inpaint.within(a_request_for(backend), names[0], strength, mask=names[1], where="")

        done = await painted(backend, request, dict(zip(names, (photo, mask), strict=True)))

        before, after = pixels(photo), pixels(done.pictures[0])
        inside = pixels(mask)[..., 0] > 0
        assert np.array_equal(before[~inside], after[~inside])
        assert not np.array_equal(before[inside], after[inside])

    async def test_around_a_picture_it_is_painted_on_and_the_picture_is_still_there(self, backend: Backend) -> None:
        side = _offering(backend, "outpaint")
        photo, canvas = _stripes(side), Canvas(side + side // 2, side, left=side // 2)
        request = Outpaint.around(a_request_for(backend), _name(photo), canvas)

        done = await painted(backend, request, {_name(photo): photo})

        after = pixels(done.pictures[0])
        assert after.shape == (canvas.height, canvas.width, 3)
        band = side // 8
        assert np.array_equal(after[:, canvas.left + band :], pixels(photo)[:, band:])

    async def test_a_blend_shows_both_pictures(self, backend: Backend) -> None:
        side = _offering(backend, "blend")
        red, blue = a_photo("red", side), a_photo("blue", side)
        pictures = {_name(red): red, _name(blue): blue}
        request = Blend(**shared(a_request_for(backend)), images=tuple(pictures), weights=(1.0, 1.0), strength=0.05)

        done = await painted(backend, request, pictures)

        mean = pixels(done.pictures[0]).mean(axis=(0, 1))
        assert mean[0] > mean[1]
        assert mean[2] > mean[1]

    async def test_a_painting_takes_its_room_before_its_first_wait(self, backend: Backend) -> None:
        request = a_request_for(backend)
        room = [backend.room(request)]

        async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(new_job_id(), request, {})) as events:
            asyncio.get_running_loop().call_soon(lambda: room.append(backend.room(request)))
            async for _event in events:
                pass

        assert room == [True, False]

    async def test_closing_a_painting_frees_its_room(self, backend: Backend) -> None:
        request = a_request_for(backend, steps=LONG)

        async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(new_job_id(), request, {})) as events:
            await anext(events)

        assert backend.room(request)
        assert await painted(backend, request)

    async def test_cancelling_who_waits_for_a_painting_frees_its_room(self, backend: Backend) -> None:
        request = a_request_for(backend, steps=LONG)
        begun = asyncio.Event()

        async def paint() -> None:
            async with aclosing(backend.paint(new_job_id(), request, {})) as events:
                async for _event in events:
                    begun.set()

        painter = asyncio.create_task(paint())
        async with asyncio.timeout(LIMIT_S):
            await begun.wait()
            painter.cancel()
            await asyncio.wait({painter})

        assert painter.cancelled()
        assert backend.room(request)
        assert await painted(backend, request)

    async def test_a_killed_backend_says_that_its_engine_died(self, backend: Backend) -> None:
        async with (
            asyncio.timeout(LIMIT_S),
            aclosing(backend.paint(new_job_id(), a_request_for(backend, steps=LONG), {})) as events,
        ):
            await anext(events)
            await backend.kill()
            with pytest.raises(EngineDied):
                async for _event in events:
                    pass

    async def test_stop_waits_for_what_is_being_painted(self, backend: Backend) -> None:
        request = a_request_for(backend)
        begun = asyncio.Event()

        async def paint() -> Done | Progress | None:
            last = None
            async with aclosing(backend.paint(new_job_id(), request, {})) as events:
                async for event in events:
                    begun.set()
                    last = event
            return last

        async with asyncio.timeout(LIMIT_S):
            painter = asyncio.create_task(paint())
            await begun.wait()
            await backend.stop()
            last = await painter

        assert isinstance(last, Done)
        assert not backend.room(request)

    async def test_stop_and_kill_may_be_said_twice(self, backend: Backend) -> None:
        async with asyncio.timeout(LIMIT_S):
            for end in (backend.stop, backend.stop, backend.kill, backend.kill):
                await end()

        assert not backend.room(a_request_for(backend))
