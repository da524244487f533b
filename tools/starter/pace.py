"""What every training loop shares: a wall-clock budget that survives resumption, a learning rate, averaged weights."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic

import torch
from torch import Tensor, nn


@dataclass(slots=True)
class Pace:
    """Counts seconds of training, those before a resumption too. Mutable: the loop's own clock."""

    minutes: float
    spent_s: float = 0.0
    steps: int = 0
    _since: float = field(default_factory=monotonic)
    _from_step: int = 0

    def resume(self, spent_s: float, steps: int) -> None:
        """Goes on from what an earlier run left; the clock starts now."""
        self.spent_s, self.steps = spent_s, steps
        self._since, self._from_step = monotonic(), steps

    @property
    def over(self) -> bool:
        """The budget is spent; yet every run takes one step at least."""
        return self.share >= 1 and self.steps > self._from_step

    @property
    def elapsed_s(self) -> float:
        return self.spent_s + monotonic() - self._since

    @property
    def share(self) -> float:
        """0 at the start, 1 when the budget is spent."""
        return min(1.0, self.elapsed_s / (self.minutes * 60))

    def rate(self, peak: float, warmup: int = 80, flat: float = 0.3) -> float:
        """Warm-up by steps, flat until `flat` of the budget, then a cosine down to 2 %."""
        down = max(0.0, (self.share - flat) / (1 - flat))
        return peak * min(1.0, (self.steps + 1) / warmup) * (0.49 * (1 + math.cos(math.pi * down)) + 0.02)

    def tell(self, news: str) -> None:
        print(f"{self.steps} {self.elapsed_s / 60:.1f} min {news}", flush=True)


class Average:
    """Exponential moving average of parameters; `swapped` models are for looking and saving only."""

    def __init__(self, parameters: Iterable[nn.Parameter], decay: float) -> None:
        self._live = list(parameters)
        self._decay = decay
        self.values: list[Tensor] = [p.detach().clone() for p in self._live]

    @torch.no_grad()
    def follow(self, steps: int) -> None:
        decay = min(self._decay, (1 + steps) / (10 + steps))
        torch._foreach_lerp_(self.values, [p.detach() for p in self._live], 1 - decay)

    @torch.no_grad()
    def load(self, values: Sequence[Tensor]) -> None:
        for own, value in zip(self.values, values, strict=True):
            own.copy_(value)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchanges live and averaged values, in place; a second call brings them back."""
        for own, live in zip(self.values, self._live, strict=True):
            kept = live.detach().clone()
            live.copy_(own)
            own.copy_(kept)
