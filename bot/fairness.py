"""Whose turn it is: self-clocked fair queueing (Golestani, INFOCOM 1994), with people for flows. Pure.

Each job is stamped with a turn when it is queued, and the lowest turn goes first. A person's turns are at least a job's
cost apart, so everybody who waits gets an equal share of the device, whatever the size of their jobs or of their burst.
Virtual time is the furthest turn that has been served: who comes after a rest starts there, with no credit for the rest
and no debt to anybody, and since every turn served moves it on, no stream of newcomers can hold a waiting job back.
"""

from __future__ import annotations


def turn(virtual_time: float, last_turn: float, cost: float) -> float:
    """The turn of a new job, in megapixel-steps. `last_turn` is its person's latest, 0 for none; `cost` is above 0."""
    return max(virtual_time, last_turn) + cost
