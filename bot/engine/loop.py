"""The step loop: the thread that owns the device and every tensor on it.

Samples join and leave at any step. Between two ticks it does what is not a step (texts, VAE), but never for long.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch

from bot.engine.desk import Desk
from bot.engine.devices import name_of
from bot.engine.faults import end_process, fault_of, free_memory, is_fatal, is_out_of_memory
from bot.engine.groups import Group, Weights
from bot.engine.latents import decode, pixels_of
from bot.engine.measure import Speed
from bot.engine.messages import Loaded, NotLoaded, Paced, Ticked, Trouble
from bot.engine.pixels import Pixels
from bot.engine.previews import preview
from bot.engine.samples import Sample
from bot.engine.schedule import Seat, Turn, chosen, next_turn
from bot.engine.shelf import Shelf
from bot.engine.tasks import begin
from bot.engine.tick import Step, predict, step
from bot.engine.timing import Timer, timer
from bot.engine.work import Work
from bot.requests import is_short

_ASIDE_SHARE = 0.5
"""Of a tick's time, which what is done between two ticks may take before the next one; one thing is always done."""


@dataclass(frozen=True, slots=True, eq=False)
class Resident:
    """A picture that is being painted: the `number`-th of its work."""

    work: Work
    number: int
    sample: Sample


@dataclass(frozen=True, slots=True)
class _Tick:
    """A tick that the device may still be computing."""

    works: tuple[Work, ...]
    rows: tuple[int, ...]
    group: Group
    timer: Timer


class Loop:
    """Paints what is added to it, and hands what comes of it to the desk."""

    def __init__(self, shelf: Shelf, speed: Speed, device: torch.device, desk: Desk) -> None:
        """Begins to load at once."""
        self._shelf = shelf
        self._speed = speed
        self._device = device
        self._desk = desk
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._residents: dict[Seat, Resident] = {}
        self._aside: deque[tuple[Work, Callable[[], None]]] = deque()
        self._orders = itertools.count()
        self._turn = Turn()
        self._last: _Tick | None = None
        self._tick_s = 0.0
        self._thread = threading.Thread(target=self._run, name="device", daemon=True)
        self._thread.start()

    @property
    def measuring(self) -> bool:
        """From any thread."""
        return not self._speed.known

    def add(self, work: Work) -> None:
        """From any thread."""
        self._inbox.put(lambda: self._aside.append((work, partial(self._begin, work))))

    def drop(self, work: Work) -> None:
        """Let go of it before the next tick, and say so. From any thread."""
        self._inbox.put(lambda: self._drop(work))

    def close(self) -> None:
        """Wait until all that was added has come to its end. From any thread but the device's."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        """What is not one painting's own fault ends the process: a lost device shows itself in any call, and late."""
        try:
            self._warm()
            while self._receive():
                self._do_aside()
                if self._residents:
                    self._do_tick()
        except Exception as error:  # noqa: BLE001 - this thread's end would leave everybody waiting
            end_process(error)

    def _warm(self) -> None:
        """A first call of everything is slow; here nobody waits for it yet."""
        began = time.perf_counter()
        try:
            self._shelf.default().encoder.encode("", "", "")
        except Exception as error:  # noqa: BLE001 - told as a value; the next painting tries again
            self._desk.say(NotLoaded(fault_of(error)))
        else:
            self._desk.say(Loaded(name_of(self._device), time.perf_counter() - began))

    def _receive(self) -> bool:
        """Take in what was asked for in the meantime; waits while there is nothing to do. False at the end of all."""
        while True:
            busy = bool(self._residents or self._aside)
            try:
                asked = self._inbox.get(block=not busy and self._speed.known)
            except queue.Empty:
                if busy:
                    return True
                self._measure()
                continue
            if asked is not None:
                asked()
            elif busy:
                self._inbox.put(None)  # not before what there is has ended
                return True
            else:
                return False

    def _measure(self) -> None:
        """In a quiet moment."""
        try:
            self._speed.measure(self._shelf.default())
        except Exception as error:  # noqa: BLE001 - told; the ticks of paintings will be measured
            self._desk.say(Trouble("speed not measured", repr(error)))
            self._speed.give_up()
        self._tell_pace()

    def _tell_pace(self) -> None:
        pace = self._speed.pace
        if pace is not None:
            self._desk.say(Paced(pace))

    def _do_aside(self) -> None:
        spent = 0.0
        while self._aside and spent <= self._tick_s * _ASIDE_SHARE:
            work, do = self._aside.popleft()
            began = time.perf_counter()
            try:
                do()
            except Exception as error:  # noqa: BLE001 - told as a value
                self._fail(work, error)
            took = time.perf_counter() - began
            work.seconds += took
            work.aside_s += took
            spent += took
            if work.painted and not work.over:
                self._deliver(work)

    def _begin(self, work: Work) -> None:
        if not self._desk.begin(work):
            return
        request = work.request
        checkpoint = self._shelf.take(Weights.of(request))
        for number in range(request.count):
            sample = begin(checkpoint, request, work.images, request.seed + number)
            self._shelf.nets.hold(sample, request.controls, work.hints)
            seat = Seat(next(self._orders), sample.rows, sample.group, is_short(request), request.exact)
            self._residents[seat] = Resident(work, number, sample)

    def _do_tick(self) -> None:
        seats = tuple(self._residents)
        self._turn = next_turn(seats, self._turn)
        self._advance(chosen(seats, self._turn, self._speed.cap_rows))

    def _advance(self, seats: Sequence[Seat]) -> None:
        """One step for each. What cannot be done for all of them is tried for each half: less memory, or one is bad."""
        there = {seat: self._residents[seat] for seat in seats}
        group = seats[0].group
        measured = _Tick(
            tuple(resident.work for resident in there.values()),
            tuple(seat.rows for seat in seats),
            group,
            timer(self._device),
        )
        try:
            predicted = predict(self._shelf.take(group.weights), [resident.sample for resident in there.values()])
        except Exception as error:  # noqa: BLE001 - told as a value where there is nothing to halve
            failed: Exception | None = error
        else:
            failed = None
        if failed is not None:
            self._halve(seats, failed)
            return
        for (seat, resident), rows in zip(there.items(), predicted, strict=True):
            self._step(seat, resident, partial(step, resident.sample, rows))
        measured.timer.end()
        self._settle()
        self._last = measured

    def _halve(self, seats: Sequence[Seat], error: Exception) -> None:
        rows = sum(seat.rows for seat in seats)
        if is_fatal(error):
            end_process(error)
        if is_out_of_memory(error):
            free_memory(self._device)
            if len(seats) > 1:
                self._speed.lower(seats[0].group, rows // 2)
                self._desk.say(Trouble("out of memory", f"{rows} rows, from now on {rows // 2}"))
        if len(seats) == 1:
            self._fail(self._residents[seats[0]].work, error)
            return
        middle = len(seats) // 2
        for half in (seats[:middle], seats[middle:]):
            left = [seat for seat in half if seat in self._residents]
            if left:
                self._advance(left)

    def _step(self, seat: Seat, resident: Resident, do: Callable[[], Step]) -> None:
        work = resident.work
        if seat not in self._residents:
            return  # its work has just failed
        try:
            done = do()
            shown = self._preview(resident, done) if work.step(1) else None
        except Exception as error:  # noqa: BLE001 - told as a value
            self._fail(work, error)
            return
        self._desk.progress(work, shown)
        if resident.sample.done:
            del self._residents[seat]
            self._aside.append((work, partial(self._finish, resident)))

    def _preview(self, resident: Resident, done: Step) -> Pixels:
        return preview(self._shelf.bare(resident.sample.group.weights.checkpoint).vae, done)

    def _finish(self, resident: Resident) -> None:
        self._settle()
        work, sample = resident.work, resident.sample
        pixels = self._painted(sample)
        self._desk.picture(work, resident.number, pixels, sample.finish)
        if work.painted:
            self._speed.learn_aside(sample.group, work.aside_s / work.request.count)

    def _deliver(self, work: Work) -> None:
        work.over = True
        self._desk.done(work)
        self._tell_pace()

    def _painted(self, sample: Sample) -> Pixels:
        vae = self._shelf.bare(sample.group.weights.checkpoint).vae
        try:
            return pixels_of(decode(vae, sample.latents))
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            self._desk.say(Trouble("out of memory", "decoding, from now on in tiles"))
        free_memory(self._device)
        vae.enable_tiling()  # from now on: pictures of this size will come again
        return pixels_of(decode(vae, sample.latents))

    def _settle(self) -> None:
        """Wait for the tick before the last: the thread is never further ahead of the device."""
        last, self._last = self._last, None
        if last is None:
            return
        self._tick_s = last.timer.seconds()
        total = sum(last.rows)
        for work, rows in zip(last.works, last.rows, strict=True):
            work.seconds += self._tick_s * rows / total
        self._speed.learn(last.group, total, self._tick_s)
        self._desk.say(Ticked(total))

    def _fail(self, work: Work, error: Exception) -> None:
        self._forget(work)
        self._desk.broken(work, error)
        if is_out_of_memory(error):
            # the error's traceback holds what was too large until this thread has left it
            self._inbox.put(partial(free_memory, self._device))

    def _drop(self, work: Work) -> None:
        if not work.over:
            self._forget(work)
            self._desk.stopped(work)

    def _forget(self, work: Work) -> None:
        work.over = True
        self._residents = {seat: one for seat, one in self._residents.items() if one.work is not work}
        self._aside = deque(one for one in self._aside if one[0] is not work)
