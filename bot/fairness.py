"""Whose turn it is: self-clocked fair queueing (Golestani, INFOCOM 1994), with people for flows. Pure.

Each job is stamped with a turn when it is queued, and the lowest turn goes first. A person's turns are at least a job's
cost apart, so everybody who waits gets an equal share of the device, whatever the size of their jobs or of their burst.
Virtual time is the furthest turn that has been served: who comes after a rest starts there, with no credit for the rest
and no debt to anybody, and since every turn served moves it on, no stream of newcomers can hold a waiting job back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_ROUNDING = 1e-9
"""What sums of the same costs in another order may differ by, in megapixel-steps."""


def turn(virtual_time: float, last_turn: float, cost: float) -> float:
    """The turn of a new job, in megapixel-steps. `last_turn` is its person's latest, 0 for none; `cost` is above 0."""
    return max(virtual_time, last_turn) + cost


def rearranged(waiting: Sequence[tuple[float, float]], order: Sequence[int]) -> list[float]:
    """New turns for the jobs that a person has waiting, in the order they want.

    `waiting` are their turns and costs, earliest first; `order` names them by index. Returns the turn of each that
    `order` names, rising. Nobody else waits longer for it: at no turn has the person been given more of the device than
    they would have been before, so a small job that gives way to a large one does not lend it its early turn.
    """
    turns: list[float] = []
    slot, old, new = 0, waiting[0][1], 0.0
    for index in order:
        new += waiting[index][1]
        while old < new - _ROUNDING and slot < len(waiting) - 1:
            slot += 1
            old += waiting[slot][1]
        after = turns[-1] if turns else -math.inf
        turns.append(max(waiting[slot][0], math.nextafter(after, math.inf)))
    return turns
