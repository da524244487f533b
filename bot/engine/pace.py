"""How fast a device paints: measured milliseconds of a tick, and what follows from them. Pure; imports no torch."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from bot.requests import Request, steps_run

_WORTH = 1.05
"""More rows are put into a tick where a row gets cheaper by so much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`tick_ms` are (rows, milliseconds) of a tick, rows ascending, where each row has so many `megapixels`.

    `aside_s` is what a picture takes besides its ticks: its texts, its VAE. At other sizes, all grow with the pixels.
    """

    megapixels: float
    tick_ms: tuple[tuple[int, float], ...]
    aside_s: float = 0.0

    def step_s(self, rows: int, megapixels: float) -> float:
        """Seconds of one tick. Between two measured ones on the line between them; beyond the last, a row as there."""
        known = [count for count, _ms in self.tick_ms]
        at = bisect_left(known, rows)
        if at == len(known):
            last, ms = self.tick_ms[-1]
            ms *= rows / last
        elif known[at] == rows or at == 0:
            ms = self.tick_ms[at][1]
        else:
            (low, low_ms), (high, high_ms) = self.tick_ms[at - 1 : at + 1]
            ms = low_ms + (high_ms - low_ms) * (rows - low) / (high - low)
        return ms / 1000 * megapixels / self.megapixels

    @property
    def cap_rows(self) -> int:
        """Rows of a tick beyond which a row gets hardly cheaper; at least 2, one sample with guidance."""
        per_row = {rows: ms / rows for rows, ms in self.tick_ms}
        enough = _WORTH * min(per_row.values())
        return max(next(rows for rows, ms in per_row.items() if ms <= enough), 2)

    @property
    def cost_per_s(self) -> float:
        """Megapixel-steps a second (see `bot.requests.cost`) while there is enough to fill ticks."""
        return self.cap_rows * self.megapixels / self.step_s(self.cap_rows, self.megapixels)

    def seconds(self, request: Request) -> float:
        """What a request takes alone."""
        megapixels = request.width * request.height / 1e6
        rows = 2 if request.guidance_scale > 1 else 1
        at_once = max(min(request.count, self.cap_rows // rows), 1)
        ticks_s = steps_run(request) * self.step_s(rows * at_once, megapixels) * request.count / at_once
        return ticks_s + request.count * self.aside_s * megapixels / self.megapixels

    def wait_s(self, ahead: float) -> float:
        """What work of so much cost (the sum of `bot.requests.cost`) takes, done in full ticks."""
        return ahead / self.cost_per_s
