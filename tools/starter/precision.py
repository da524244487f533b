"""bfloat16 where it pays. On a CPU with AVX512-BF16 convolutions and matrix products take half the time in it, while
attention's backward takes ten times as long and norms twice: those stay in float32 (1.6 times the samples a second).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

SLOW_ON_CPU = (functional.scaled_dot_product_attention, functional.group_norm)


def pays(device: str) -> bool:
    """A GPU always; a CPU only with instructions of its own for it, else bfloat16 is far slower than float32."""
    info = Path("/proc/cpuinfo")
    return device != "cpu" or (info.exists() and "avx512_bf16" in info.read_text())


@contextmanager
def mixed(device: str, *, enabled: bool) -> Iterator[None]:
    """Autocast to bfloat16 for a forward pass on `device`."""
    with torch.autocast(device, torch.bfloat16, enabled=enabled):
        if enabled and device == "cpu":
            with Float32Kernels():
                yield
        else:
            yield


class Float32Kernels(TorchFunctionMode):
    """Calls those of SLOW_ON_CPU with float32 tensors, outside autocast."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if func not in SLOW_ON_CPU:
            return func(*args, **(kwargs or {}))
        with torch.autocast("cpu", enabled=False):
            return func(*map(_float, args), **{name: _float(value) for name, value in (kwargs or {}).items()})


def _float(value: Any) -> Any:
    return value.float() if isinstance(value, torch.Tensor) and value.is_floating_point() else value
