"""The device's speed, tick by tick: a few probes while nobody waits, then what real ticks take."""

from __future__ import annotations

import torch

from bot.engine.checkpoints import Checkpoint
from bot.engine.compiled import warming
from bot.engine.groups import Group
from bot.engine.latents import decode
from bot.engine.pace import Pace
from bot.engine.tasks import begin
from bot.engine.tick import tick
from bot.engine.timing import timer
from bot.requests import Text2Image

_PROBES = (1, 2, 4, 8, 16)
"""Rows."""
_LONGEST_S = 0.3
"""A probe that takes longer is the last one: somebody may come and wait for it."""
_CAP_ROWS = 8
"""Of a tick, while nothing is known."""
_REPEATS = 3
"""Of a probe; the quickest counts, since whatever else the machine does only ever makes it slower."""
_NEWS = 0.2
"""How much of what is known a new measure replaces."""
_OWN = 0.05
"""And how much of it says something of this number of rows, not of what else the machine is doing now."""
_OWN_TRIED = 0.5
"""The same where they were only tried, which is seldom."""
_FAR = 4.0
"""Times quicker or slower than known: more than that is taken for an accident."""
_TRY_TICKS = 16
"""After so many ticks, one takes on more rows, in case they are worth it after all."""
_SMALL = 50_000_000
"""Parameters of a UNet that may be probed on a CPU."""


class Speed:
    """For the device's thread only. `native_px` is the side of the picture that the device's pace is told for."""

    def __init__(self, device: torch.device, native_px: int) -> None:
        self._device = device
        self._native_px = native_px
        self._area = (native_px // 8) ** 2
        self._seconds: dict[int, float] = {}
        self._probes = list(_PROBES)
        self._aside_s = 0.0
        self._most: float = float("inf")
        self._ticks = 0

    @property
    def known(self) -> bool:
        """Whether there is nothing left to probe."""
        return not self._probes

    @property
    def pace(self) -> Pace | None:
        if not self._seconds:
            return None
        ticks = tuple((rows, self._seconds[rows] * 1000) for rows in sorted(self._seconds))
        return Pace(self._native_px**2 / 1e6, ticks, self._aside_s)

    def measure(self, checkpoint: Checkpoint) -> None:
        """The next probe. Raises what torch does without memory."""
        if self._device.type != "cuda" and sum(one.numel() for one in checkpoint.unet.parameters()) > _SMALL:
            self.give_up()
            return
        rows = self._probes.pop(0)
        with warming():
            self._probe(checkpoint, rows)
        self._seconds[rows] = min(self._probe(checkpoint, rows) for _repeat in range(_REPEATS))
        if self._seconds[rows] > _LONGEST_S:
            self.give_up()

    def give_up(self) -> None:
        """Probe no more."""
        self._probes.clear()

    def learn(self, group: Group, rows: int, seconds: float) -> None:
        """What a tick took. Only those of the native size and of as many rows as are probed tell.

        Most of the news is of the machine, and holds for any number of rows: how many are worth it stays the same.
        """
        if rows not in _PROBES or group.height * group.width != self._area or group.controls:
            return
        known = self._seconds.setdefault(rows, seconds)
        news = min(max(seconds / known, 1 / _FAR), _FAR) - 1
        tried = self.pace is not None and rows > self.pace.cap_rows
        self._seconds = {count: one * (1 + _NEWS * news) for count, one in self._seconds.items()}
        self._seconds[rows] *= 1 + (_OWN_TRIED if tried else _OWN) * news

    def learn_aside(self, group: Group, seconds: float) -> None:
        """What a picture took besides its ticks."""
        if group.height * group.width == self._area:
            self._aside_s += (_NEWS if self._aside_s else 1.0) * (seconds - self._aside_s)

    def lower(self, group: Group, rows: int) -> None:
        """More rows did not fit into memory. Other sizes have as many fewer rows as they have more pixels."""
        self._most = min(self._most, max(rows, 1) * group.height * group.width)

    def cap_rows(self, group: Group) -> int:
        """The rows of this group that may share the next tick: more are slower for everybody, or do not fit."""
        self._ticks += 1
        area = group.height * group.width
        pace = self.pace
        cap = _CAP_ROWS if pace is None else round(self._worth(pace) * self._area / area)
        return int(max(min(cap, self._most // area), 1))

    def _worth(self, pace: Pace) -> int:
        """Where more rows were slow only because the machine was busy just then, nobody would ever know."""
        if self._ticks % _TRY_TICKS:
            return pace.cap_rows
        return min(2 * pace.cap_rows, max(self._seconds))

    def _probe(self, checkpoint: Checkpoint, rows: int) -> float:
        guided = rows > 1
        request = Text2Image(
            prompt="",
            prompt_2="",
            negative_prompt="",
            width=self._native_px,
            height=self._native_px,
            num_inference_steps=1,
            guidance_scale=2.0 if guided else 1.0,
            scheduler="euler",
            seed=0,
            count=1,
            checkpoint="",
        )
        samples = [begin(checkpoint, request, (), seed) for seed in range(rows // 2 if guided else 1)]
        measured = timer(self._device)
        tick(checkpoint, samples)
        measured.end()
        if rows == 1:
            decode(checkpoint.vae, samples[0].latents)  # which is compiled too
        return measured.seconds()
