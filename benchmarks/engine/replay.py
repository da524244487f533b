"""What order is worth: a day of requests replayed with a device's measured tick times, in line and through our lanes.

Only time is simulated; who may come in and whom a tick takes on is decided by the engine's own functions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.report import percentile
from bot.engine.groups import Group, Weights
from bot.engine.pace import Pace
from bot.engine.schedule import Room, Seat, Turn, chosen, has_room, next_turn
from bot.requests import Lora, Text2Image, is_short, steps_run

GROUPS = 4
# steps, guidance, share of the requests
MIX = ((30, 5.0, 0.5), (18, 5.0, 0.2), (6, 1.0, 0.2), (50, 5.0, 0.1))


@dataclass(frozen=True, slots=True)
class Arrival:
    at_s: float
    request: Text2Image


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds from asking to the picture that 95 % of the requests stay below."""

    p95_s: float
    short_p95_s: float


def arrivals(pace: Pace, load: float, px: int, *, count: int = 3000, seed: int = 0) -> list[Arrival]:
    """`load` is the share of the time that the device would be busy, one request at a time."""
    chance = random.Random(seed)
    requests = [_request(chance, px) for _request_ in range(count)]
    mean_s = sum(pace.seconds(request) for request in requests) / len(requests)
    now, coming = 0.0, []
    for request in requests:
        now += chance.expovariate(load / mean_s)
        coming.append(Arrival(now, request))
    return coming


def in_line(pace: Pace, coming: Sequence[Arrival]) -> Waits:
    """One after another, as they came."""
    now, waits = 0.0, []
    for arrival in coming:
        now = max(now, arrival.at_s) + pace.seconds(arrival.request)
        waits.append((now - arrival.at_s, is_short(arrival.request)))
    return _waits(waits)


def in_lanes(pace: Pace, coming: Sequence[Arrival], room: Room) -> Waits:
    """As the step loop does."""
    now, turn, waits = 0.0, Turn(), []
    line, left = list(coming), dict[Seat, int]()
    there: dict[Seat, Arrival] = {}
    megapixels = pace.megapixels
    while line or left:
        arrived = [arrival for arrival in line[: 4 * room.long] if arrival.at_s <= now]
        for arrival in _admitted(arrived, [one.request for one in there.values()], room):
            seat = _seat(arrival, len(coming) - len(line))
            there[seat], left[seat] = arrival, steps_run(arrival.request)
            line.remove(arrival)
        if not left:
            now = line[0].at_s
            continue
        turn = next_turn(tuple(left), turn)
        taken = chosen(tuple(left), turn, lambda _group: pace.cap_rows)
        now += pace.step_s(sum(seat.rows for seat in taken), megapixels)
        for seat in taken:
            left[seat] -= 1
            if left[seat] == 0:
                now += pace.aside_s
                waits.append((now - there[seat].at_s, seat.short))
                del left[seat], there[seat]
    return _waits(waits)


def _admitted(arrived: Sequence[Arrival], painting: list[Text2Image], room: Room) -> list[Arrival]:
    """As the dispatcher does: the first in line while there is room for it; else the first short one."""
    waiting, coming_in = list(arrived), []
    while waiting:
        short = next((one for one in waiting if is_short(one.request)), waiting[0])
        able = [one for one in (waiting[0], short) if has_room(room, painting, one.request)]
        if not able:
            break
        waiting.remove(able[0])
        painting = [*painting, able[0].request]
        coming_in.append(able[0])
    return coming_in


def _request(chance: random.Random, px: int) -> Text2Image:
    steps, guidance, _share = chance.choices(MIX, [share for *_what, share in MIX])[0]
    group = chance.choices(range(GROUPS), [1 / (index + 1) for index in range(GROUPS)])[0]
    return replace(
        PLAIN, width=px, height=px, num_inference_steps=steps, guidance_scale=guidance, loras=(Lora(str(group)),)
    )


PLAIN = Text2Image(
    prompt="",
    prompt_2="",
    negative_prompt="",
    width=0,
    height=0,
    num_inference_steps=0,
    guidance_scale=0,
    scheduler="euler",
    seed=0,
    count=1,
    checkpoint="",
)


def _seat(arrival: Arrival, order: int) -> Seat:
    request = arrival.request
    group = Group(Weights("", request.loras), request.height // 8, request.width // 8, 77)
    return Seat(order, 2 if request.guidance_scale > 1 else 1, group, is_short(request))


def _waits(waits: Sequence[tuple[float, bool]]) -> Waits:
    return Waits(
        percentile([wait for wait, _short in waits], 0.95), percentile([wait for wait, short in waits if short], 0.95)
    )
