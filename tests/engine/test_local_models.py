"""Everything that may be painted with, through the engine's own process: what a stop of it must not lose."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from bot.engine.local import LocalBackend
from bot.engine.registry import Model, Registry
from bot.engine.supplies import Supplies
from bot.errors import CheckpointChanged, ControlMissing, EngineDied, LoraMissing, SafetyFailed
from bot.jobs import new_job_id
from bot.requests import Control, ControlKind, Hash, Lora, Text2Image
from tests.engine import lora_files, tiny
from tests.engine.contract import LIMIT_S, LONG, a_request_for, difference, painted, pixels
from tests.engine.test_nets import write_net
from tests.makers import a_photo

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(os.name == "nt", reason="the machine's signals are POSIX here"),
]

PHOTO = a_photo("red", 64, white=(16, 16, 48, 48))
NAME = Hash(hashlib.sha256(PHOTO).hexdigest())


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory, tiny_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("house")
    registry = Registry(folder / "models")
    pipeline = tiny.pipeline()
    lora_files.write_kohya(
        registry.place("loras") / "ink.safetensors",
        pipeline,
        seed=1,
        metadata={"modelspec.trigger_phrase": "ink drawing"},
    )
    registry.add("checkpoints", Model(name="second", where=str(tiny_folder)))
    write_net(folder / "net", 1, union=False)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backend(models: Path, tiny_folder: Path) -> AsyncIterator[LocalBackend]:
    controls: tuple[tuple[ControlKind, str], ...] = (("edges", str(models / "net")), ("depth", str(models / "net")))
    backend = LocalBackend(
        checkpoint=str(tiny_folder),
        device="cpu",
        torch_threads=1,
        supplies=Supplies(models=models / "models", controls=controls, depth=str(models / "none")),
    )
    await backend.start()
    yield backend
    await backend.kill()


def a_request(backend: LocalBackend) -> Text2Image:
    return replace(a_request_for(backend, steps=2), guidance_scale=3.0)


async def test_all_of_it_is_offered(backend: LocalBackend, tiny_folder: Path) -> None:
    offers = backend.offers()

    assert offers.checkpoints == (tiny_folder.name, "second")
    assert [(card.name, card.words) for card in offers.loras] == [("ink", ("ink drawing",))]
    assert offers.controls == ("edges", "depth")
    assert backend.offers("second").checkpoint == "second"


async def test_checkpoints_loras_and_controls_are_each_requests_own_before_and_after_a_crash(
    backend: LocalBackend,
) -> None:
    plain = a_request(backend)
    requests = [
        plain,
        replace(plain, checkpoint="second"),
        replace(plain, loras=(Lora("ink", 0.8),)),
        replace(plain, controls=(Control("edges", NAME, 1.0),)),
        replace(plain, checkpoint="second", loras=(Lora("ink"),), controls=(Control("edges", NAME, 0.5),)),
    ]

    together = await asyncio.gather(*(painted(backend, request, {NAME: PHOTO}) for request in requests))
    await _crash(backend)
    alone = [await painted(backend, request, {NAME: PHOTO}) for request in requests]

    pictures = [done.pictures[0] for done in alone]
    assert max(difference(one.pictures[0], other) for one, other in zip(together, pictures, strict=True)) < 1
    assert difference(pictures[0], pictures[1]) == 0
    assert all(difference(pictures[0], picture) > 0.5 for picture in pictures[2:])


async def _crash(backend: LocalBackend) -> None:
    """In the middle of a painting."""
    request = replace(a_request(backend), num_inference_steps=LONG)
    async with asyncio.timeout(LIMIT_S), aclosing(backend.paint(new_job_id(), request, {})) as events:
        await anext(events)
        assert backend.pid is not None
        os.kill(backend.pid, signal.SIGKILL)
        with pytest.raises(EngineDied):
            async for _event in events:
                pass


async def test_what_a_controlnet_is_shown_can_be_seen(backend: LocalBackend) -> None:
    seen = pixels(await backend.sketch("edges", PHOTO, 64, 48))

    assert seen.shape == (48, 64, 3)
    assert set(np.unique(seen)) == {0, 255}
    with pytest.raises(ControlMissing):
        await backend.sketch("depth", PHOTO, 64, 64)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"checkpoint": "../second"}, CheckpointChanged),
        ({"loras": (Lora("../ink"),)}, LoraMissing),
        ({"controls": (Control("depth", NAME),)}, ControlMissing),
    ],
)
async def test_what_is_not_there_ends_its_own_job_alone(
    change: dict[str, object], error: type[Exception], backend: LocalBackend
) -> None:
    request = a_request(backend)

    with pytest.raises(error):
        await painted(backend, replace(request, **change), {NAME: PHOTO})  # type: ignore[arg-type]

    assert await painted(backend, request)


@pytest.mark.long
async def test_no_picture_leaves_an_engine_whose_safety_check_is_broken(models: Path, tiny_folder: Path) -> None:
    backend = LocalBackend(
        checkpoint=str(tiny_folder),
        device="cpu",
        torch_threads=1,
        supplies=Supplies(safety=str(models), unsafe_labels=("nsfw",)),
    )
    await backend.start()
    try:
        with pytest.raises(SafetyFailed):
            await painted(backend, a_request(backend))
    finally:
        await backend.kill()
