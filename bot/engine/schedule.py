"""Who may come onto the device, and whom the next tick takes on. Pure.

Fair order is the dispatcher's: here, who came first goes first. Beside the long requests there is a lane for short
ones, and ticks go to both in turn; `python -m benchmarks engine` replays what that is worth to the short ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.engine.groups import Group, Weights
from bot.requests import Request, is_short

STAY_TICKS = 8
"""Ticks for which weights stay that the other lane would swap: a short sample comes to its end in so many."""


@dataclass(frozen=True, slots=True)
class Room:
    """Rows that may be on the device: `long` for requests of many steps, `short` for those of few, beside them."""

    long: int = 24
    short: int = 8


def rows_of(request: Request) -> int:
    """Of a UNet call: one a picture, two with guidance."""
    return request.count * (2 if request.guidance_scale > 1 else 1)


def has_room(room: Room, painting: Iterable[Request], request: Request) -> bool:
    """Whether a request may join those. An empty lane takes any, and a short one may sit among the long ones."""
    there = list(painting)
    if not there:
        return True
    long = sum(rows_of(one) for one in there if not is_short(one))
    short = sum(rows_of(one) for one in there if is_short(one))
    if is_short(request):
        return short + rows_of(request) <= room.short or long + short + rows_of(request) <= room.long
    return long == 0 or long + rows_of(request) <= room.long


@dataclass(frozen=True, slots=True)
class Seat:
    """A sample as the choice of a tick sees it. `order` counts up as samples come; `alone`: it shares no tick."""

    order: int
    rows: int
    group: Group
    short: bool
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose ticks these are: the short ones' or everybody's, `ticks` of them by now, all with the same `weights`."""

    short: bool = False
    ticks: int = 0
    weights: Weights | None = None


def next_turn(seats: Sequence[Seat], last: Turn) -> Turn:
    """The lanes take turns: tick by tick, or every STAY_TICKS where they want other weights. `seats` is not empty."""
    there, here = _lead(seats, short=not last.short), _lead(seats, short=last.short)
    swaps = there.group.weights != here.group.weights
    stays = swaps and here.group.weights == last.weights and last.ticks < STAY_TICKS
    short, lead = (last.short, here) if stays else (not last.short, there)
    ticks = last.ticks + 1 if lead.group.weights == last.weights and short == last.short else 1
    return Turn(short, ticks, lead.group.weights)


def chosen(seats: Sequence[Seat], turn: Turn, cap_rows: Callable[[Group], int]) -> tuple[Seat, ...]:
    """The samples of the next tick, in order of coming: the oldest one of the lane, and who fits beside it.

    No more than its group's `cap_rows` rows, unless the oldest alone needs more.
    """
    lead = _lead(seats, short=turn.short)
    taken, rows, cap = [lead], lead.rows, cap_rows(lead.group)
    for seat in sorted(seats, key=lambda seat: seat.order):
        fits = seat.group == lead.group and not (seat.alone or lead.alone) and rows + seat.rows <= cap
        if seat is not lead and fits:
            taken.append(seat)
            rows += seat.rows
    return tuple(sorted(taken, key=lambda seat: seat.order))


def _lead(seats: Sequence[Seat], *, short: bool) -> Seat:
    """The oldest short one, where it is their turn and there are any; else the oldest of all."""
    among = [seat for seat in seats if seat.short] if short else []
    return min(among or seats, key=lambda seat: seat.order)
