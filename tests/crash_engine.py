"""An engine process to be killed: the bot's side is the real one, the process paints flat colours."""

from __future__ import annotations

import time

from bot.child import Child, Parent
from bot.engine.local import LocalBackend
from bot.engine.messages import Cancel, Loaded
from bot.jobs import Done, Progress, Stopped

STEP_S = 0.005
RED = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A PNG of one pixel."""


class FlatBackend(LocalBackend):
    """`LocalBackend` with another process behind it; two requests at a time."""

    def __init__(self) -> None:
        super().__init__(checkpoint="builtin", rows=4, name="flat")

    async def _start_child(self) -> Child:
        child = Child(run, (), name="flat engine", receive=self._hear, gone=self._lose)
        await child.start()
        return child


def run(parent: Parent) -> None:
    """The process: a step is a nap."""
    parent.send(Loaded("flat", 0.0))
    for order in parent:
        if isinstance(order, Cancel):
            parent.send(Stopped(order.job_id))
            continue
        steps = order.request.num_inference_steps
        for step in range(1, steps + 1):
            time.sleep(STEP_S)
            parent.send(Progress(order.job_id, step, steps))
        parent.send(Done(order.job_id, (RED,) * order.request.count, STEP_S * steps, "flat"))
