"""How long the device took, which on a GPU is not how long the call took. For the device's thread only."""

from __future__ import annotations

import time
from typing import Protocol

import torch


class Timer(Protocol):
    """Runs from its making."""

    def end(self) -> None:
        """What was asked of the device until here counts; does not wait for it."""
        ...

    def seconds(self) -> float:
        """Wait until all of it is done; how long it took."""
        ...


def timer(device: torch.device) -> Timer:
    return _Events() if device.type == "cuda" else _Clock(device)


class _Clock:
    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._began = time.perf_counter()
        self._took = 0.0

    def end(self) -> None:
        if self._device.type == "mps":
            torch.mps.synchronize()
        self._took = time.perf_counter() - self._began

    def seconds(self) -> float:
        return self._took


class _Events:
    def __init__(self) -> None:
        self._began, self._ended = (torch.cuda.Event(enable_timing=True) for _event in range(2))  # type: ignore[no-untyped-call]
        self._began.record()

    def end(self) -> None:
        self._ended.record()

    def seconds(self) -> float:
        self._ended.synchronize()
        return float(self._began.elapsed_time(self._ended)) / 1000
