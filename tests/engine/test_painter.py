"""The step loop in this process, on random weights: who comes, goes and is cancelled in any order."""

from __future__ import annotations

import hashlib
import io
import queue
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import NoReturn, get_args

import numpy as np
import pytest
import torch
from PIL import Image

from bot.engine import loop
from bot.engine.checkpoints import Checkpoint
from bot.engine.faults import is_fatal
from bot.engine.messages import Broken, Paint, Setup, Trouble, Word
from bot.engine.origin import name_of
from bot.engine.painter import Painter
from bot.engine.registry import Model, Registry
from bot.engine.supplies import Supplies
from bot.errors import OutOfMemory, PaintFailed
from bot.jobs import Done, JobId, Progress, Stopped, new_job_id
from bot.requests import (
    Blend,
    Control,
    Hash,
    Image2Image,
    Inpaint,
    Lora,
    Outpaint,
    Painting,
    Request,
    SchedulerName,
    Text2Image,
)
from tests.engine import lora_files, tiny
from tests.engine.test_nets import write_net
from tests.makers import a_photo

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers and numpy 2

PX = 64
LIMIT_S = 120


def a_mask(px: int) -> bytes:
    """White on the left."""
    file = io.BytesIO()
    mask = Image.new("L", (px, px))
    mask.paste(255, (0, 0, px // 2, px))
    mask.save(file, "PNG")
    return file.getvalue()


PHOTO = a_photo("red", PX)
NAME = Hash(hashlib.sha256(PHOTO).hexdigest())
MASK_PHOTO = a_mask(PX)
MASK = Hash(hashlib.sha256(MASK_PHOTO).hexdigest())
PLAIN = Text2Image(
    prompt="a red cat",
    prompt_2="",
    negative_prompt="",
    width=PX,
    height=PX,
    num_inference_steps=4,
    guidance_scale=5.0,
    scheduler="euler",
    seed=1,
    count=1,
    checkpoint="",
)

End = Done | Broken | Stopped


@dataclass
class Stage:
    """A painter, what it says, and how each job ended."""

    painter: Painter
    words: queue.SimpleQueue[Word]
    name: str
    ends: dict[JobId, list[End]] = field(default_factory=dict)
    progress: dict[JobId, list[Progress]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def take(self, request: Request) -> JobId:
        job_id = new_job_id()
        self.ends[job_id] = []
        self.progress[job_id] = []
        request = replace(request, checkpoint=request.checkpoint or self.name)
        self.painter.take(Paint(job_id, request, {NAME: PHOTO, MASK: MASK_PHOTO}))
        return job_id

    def hear(self) -> Word:
        """The next word of a job."""
        while True:
            word = self.words.get(timeout=LIMIT_S)
            if isinstance(word, Done | Broken | Stopped):
                self.ends[word.job_id].append(word)
                return word
            if isinstance(word, Progress):
                self.progress[word.job_id].append(word)
                return word
            if isinstance(word, Trouble):
                self.troubles.append(word)

    def wait(self, *jobs: JobId) -> None:
        while not all(self.ends[job_id] for job_id in jobs or self.ends):
            self.hear()

    def picture(self, job_id: JobId) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        (end,) = self.ends[job_id]
        assert isinstance(end, Done)
        return np.asarray(Image.open(io.BytesIO(end.pictures[0])), dtype=np.int16)

    @contextmanager
    def held(self) -> Iterator[None]:
        """The device does nothing; what is taken meanwhile begins at once after it, on a busy machine too."""
        there, go = threading.Event(), threading.Event()

        def hold() -> None:
            there.set()
            go.wait(LIMIT_S)

        self.painter._loop._inbox.put(hold)
        assert there.wait(LIMIT_S)
        yield
        self.painter._desk.clear()
        go.set()

    @property
    def checkpoint(self) -> Checkpoint:
        return self.painter._loop._shelf.default()


@pytest.fixture(scope="module")
def _stage(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    torch.set_num_threads(1)
    words: queue.SimpleQueue[Word] = queue.SimpleQueue()
    models, net = tmp_path_factory.mktemp("models"), write_net(tmp_path_factory.mktemp("net"), 1, union=False)
    Registry(models).add("checkpoints", Model(name="second", where=str(tiny_folder)))
    loras = Registry(models).place("loras")
    lora_files.write_peft(loras / "unet.safetensors", tiny.pipeline(), seed=1, texts=False)
    lora_files.write_kohya(loras / "whole.safetensors", tiny.pipeline(), seed=2)
    setup = Setup(str(tiny_folder), "cpu", 1, supplies=Supplies(models=models, controls=(("edges", str(net)),)))
    stage = Stage(Painter(setup, torch.device("cpu"), words.put), words, name_of(str(tiny_folder)))
    stage.wait(stage.take(replace(PLAIN, num_inference_steps=1)))
    yield stage
    stage.painter._loop.close()


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    _stage.ends.clear()
    _stage.troubles.clear()
    return _stage


def test_requests_of_every_kind_share_ticks_and_each_gets_the_picture_it_gets_alone(stage: Stage) -> None:
    texts = [
        replace(PLAIN, scheduler=name, num_inference_steps=3 + index, guidance_scale=1.0 + index, seed=index)
        for index, name in enumerate(get_args(SchedulerName))
    ]
    requests: list[Request] = [*texts, *(Image2Image.over(request, NAME, 0.7) for request in texts)]

    together = [stage.take(request) for request in requests]
    stage.wait()
    alone = []
    for request in requests:
        alone.append(stage.take(request))
        stage.wait()

    for one, other in zip(together, alone, strict=True):
        assert np.abs(stage.picture(one) - stage.picture(other)).max() <= 1


def test_a_short_request_overtakes_the_long_one_that_came_before(stage: Stage) -> None:
    with stage.held():
        long = stage.take(replace(PLAIN, num_inference_steps=60, width=2 * PX))
        short = stage.take(PLAIN)

    stage.wait(short)

    assert not stage.ends[long]
    stage.wait()
    # a tick of each in turn
    assert len(stage.progress[long]) == 60


def test_an_exact_request_gives_the_very_pixels_in_whatever_company(stage: Stage) -> None:
    exact = replace(PLAIN, exact=True, num_inference_steps=8)
    alone = stage.take(exact)
    stage.wait()
    company = [stage.take(replace(PLAIN, num_inference_steps=10, seed=seed)) for seed in range(5)]
    among = stage.take(exact)
    stage.wait()

    assert len(company) == 5
    assert np.array_equal(stage.picture(alone), stage.picture(among))


def test_a_cancelled_job_is_gone_by_the_next_tick_and_others_go_on(stage: Stage) -> None:
    going = stage.take(replace(PLAIN, num_inference_steps=30))
    leaving = stage.take(replace(PLAIN, num_inference_steps=1000))
    while not stage.progress[leaving]:
        stage.hear()
    stage.painter.cancel(leaving)
    stage.wait()

    assert isinstance(stage.ends[leaving][0], Stopped)
    assert isinstance(stage.ends[going][0], Done)


def test_without_memory_for_all_rows_ticks_are_halved_and_everybody_is_painted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward = stage.checkpoint.unet.forward
    seen: list[int] = []

    def small(latents: torch.Tensor, *args: object, **named: object) -> object:
        seen.append(latents.shape[0])
        if latents.shape[0] > 4:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return forward(latents, *args, **named)

    speed = stage.painter._loop._speed
    with stage.held():
        speed.give_up()  # or it would find out meanwhile that these rows are not worth it
        monkeypatch.setattr(speed, "_most", float("inf"))
        monkeypatch.setattr(speed, "_seconds", dict.fromkeys((1, 2, 4, 8, 16), 1.0))
        monkeypatch.setattr(stage.checkpoint.unet, "forward", small)
        jobs = [stage.take(replace(PLAIN, num_inference_steps=20, seed=seed)) for seed in range(6)]
    stage.wait()

    assert all(isinstance(stage.ends[job_id][0], Done) for job_id in jobs)
    assert stage.troubles[0].what == "out of memory"
    assert max(seen) > 4
    assert len([rows for rows in seen if rows > 4]) <= 3


def test_one_job_without_memory_fails_alone(stage: Stage) -> None:
    good = stage.take(replace(PLAIN, num_inference_steps=20))
    bad = stage.take(replace(PLAIN, width=240_000_000, height=240_000_000))
    stage.wait()

    (end,) = stage.ends[bad]
    assert isinstance(end, Broken)
    assert isinstance(end.error, OutOfMemory)
    assert isinstance(stage.ends[good][0], Done)


def test_one_broken_row_fails_its_own_job_only(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    forward = stage.checkpoint.unet.forward

    def picky(latents: torch.Tensor, times: torch.Tensor, *args: object, **named: object) -> object:
        if latents.shape[-1] == PX // 8 and bool((latents.abs() > 1e5).any()):
            raise ValueError("no such latents")
        return forward(latents, times, *args, **named)

    monkeypatch.setattr(stage.checkpoint.unet, "forward", picky)
    good = [stage.take(replace(PLAIN, num_inference_steps=20, seed=seed)) for seed in range(3)]
    bad = stage.take(replace(PLAIN, num_inference_steps=20, seed=9, guidance_scale=1e9))
    stage.wait()

    (end,) = stage.ends[bad]
    assert isinstance(end, Broken)
    assert isinstance(end.error, PaintFailed)
    assert all(isinstance(stage.ends[job_id][0], Done) for job_id in good)


def test_a_device_that_is_lost_between_two_paintings_ends_its_process(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot's side of it: tests/engine/test_local.py."""
    ends: queue.SimpleQueue[Exception] = queue.SimpleQueue()

    def lost(_device: torch.device) -> NoReturn:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(loop, "end_process", ends.put)
    monkeypatch.setattr(loop, "timer", lost)
    painter = Painter(Setup(str(tiny_folder), "cpu", 1), torch.device("cpu"), lambda _word: None)
    painter.take(Paint(new_job_id(), replace(PLAIN, checkpoint=name_of(str(tiny_folder)), num_inference_steps=1), {}))

    assert is_fatal(ends.get(timeout=LIMIT_S))


def random_request(chance: random.Random) -> Request:
    text = replace(
        PLAIN,
        prompt=chance.choice(("a cat", "a red cat in the rain, (snow:1.3)", "rain " * 90)),
        num_inference_steps=chance.randint(1, 12),
        guidance_scale=chance.choice((1.0, 4.0, 9.0)),
        scheduler=chance.choice(get_args(SchedulerName)),
        width=chance.choice((PX, PX, 2 * PX)),
        seed=chance.randrange(100),
        count=chance.choice((1, 1, 1, 3)),
        exact=chance.random() < 0.1,
        loras=chance.choice(((), (), (Lora("unet"),), (Lora("whole", 0.6), Lora("unet", 1.2)))),
        controls=chance.choice(((), (), (Control("edges", NAME, 0.7),))),
        checkpoint=chance.choice(("", "", "second")),
    )
    shared = {field.name: getattr(text, field.name) for field in fields(Painting)}
    strength = chance.choice((0.1, 0.6, 1.0))
    return chance.choice(
        (
            text,
            text,
            Image2Image.over(text, NAME, strength),
            Inpaint.within(text, NAME, strength, mask=MASK, where=""),
            Outpaint(**shared, image=NAME, left=16),
            Blend(**shared, images=(NAME, MASK), weights=(2.0, 1.0), strength=strength),
        )
    )


def play(stage: Stage, chance: random.Random) -> None:
    """One schedule: jobs come and are cancelled while others are painted; then all of them end."""
    cancelled: set[JobId] = set()
    for _job in range(chance.randint(2, 8)):
        stage.take(random_request(chance))
        for _word in range(chance.choice((0, 0, 1, 5))):
            if not all(stage.ends.values()):
                stage.hear()
        if chance.random() < 0.4:
            victim = chance.choice(list(stage.ends))
            cancelled.add(victim)
            stage.painter.cancel(victim)
    stage.wait()

    assert all(len(ends) == 1 for ends in stage.ends.values())
    assert all(
        isinstance(ends[0], Done) or (isinstance(ends[0], Stopped) and job_id in cancelled)
        for job_id, ends in stage.ends.items()
    )


def left_behind(stage: Stage) -> int:
    stage.painter._desk.clear()
    loop = stage.painter._loop
    return len(loop._residents) + len(loop._aside) + len(stage.painter._desk._works)


def checksum(checkpoint: Checkpoint) -> str:
    digest = hashlib.sha256()
    parts = checkpoint.pipeline.components
    for name in ("unet", "vae", "text_encoder", "text_encoder_2"):
        for key, tensor in sorted(parts[name].state_dict().items()):
            digest.update(key.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


def test_schedules_of_arrivals_cancels_weights_controls_and_tasks_leave_no_row_behind_and_no_weight_changed(
    stage: Stage,
) -> None:
    before = checksum(stage.checkpoint)

    for seed in range(10):
        stage.ends.clear()
        play(stage, random.Random(seed))

        assert left_behind(stage) == 0
    assert checksum(stage.checkpoint) == before


@pytest.mark.long
def test_300_schedules_of_arrivals_cancels_weights_controls_and_tasks_leave_no_row_behind_and_no_weight_changed(
    stage: Stage,
) -> None:
    before = checksum(stage.checkpoint)

    for seed in range(300):
        stage.ends.clear()
        play(stage, random.Random(1000 + seed))

        assert left_behind(stage) == 0
    assert checksum(stage.checkpoint) == before
