"""Compiled for the shapes that were warmed, eager for all others: nobody waits minutes for a size of picture.

For the device's thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from bot.engine.tuning import bucket_of

Backend = str | Callable[..., Any]
"""torch.compile's."""

_SHAPES = 64
"""Of one function; torch would give up after 8."""


class Compiled:
    """Takes the place of a module's `forward`. Its results are the caller's to keep.

    Where it `pads`, rows are repeated up to the next bucket, so that there are few numbers of them to compile for.
    """

    warming = False
    """Whether a shape that is not known yet is compiled now."""
    known: ClassVar[set[Hashable]] = set()
    """What has been compiled in this process, by anybody: torch takes it for every module that is built alike."""

    def __init__(
        self, eager: Callable[..., Any], mode: str, *, built: Hashable = None, pads: bool, backend: Backend = "inductor"
    ) -> None:
        """`mode` is torch.compile's. Who is `built` alike shares what is compiled: checkpoints do, also reloaded."""
        torch._dynamo.config.recompile_limit = _SHAPES  # noqa: SLF001 - its only name
        self._eager = eager
        self._pads = pads
        self._compiled = torch.compile(
            eager, dynamic=False, backend=backend, mode=mode if backend == "inductor" else None
        )
        self._built = built if built is not None else id(self)

    def __call__(self, first: Tensor, *args: Any, **named: Any) -> Any:
        """`first` is [rows, …]. What ControlNets add is computed eagerly: every set of them would be one more shape."""
        rows = len(first)
        given = (first, *args), named
        if self._pads:
            given = _padded(given, rows, bucket_of(rows))
        shape = self._built, _shape_of(given)
        if Compiled.warming:
            Compiled.known.add(shape)
        elif shape not in Compiled.known:
            return self._eager(first, *args, **named)
        if first.is_cuda:
            torch.compiler.cudagraph_mark_step_begin()  # type: ignore[no-untyped-call]
        return _kept(self._compiled(*given[0], **given[1]), rows)


@contextmanager
def warming() -> Iterator[None]:
    """What is called here is compiled for its shapes, which takes up to minutes."""
    Compiled.warming = True
    try:
        yield
    finally:
        Compiled.warming = False


def compile_forward(module: nn.Module, mode: str, *, pads: bool = False, backend: Backend = "inductor") -> None:
    """In place: its weights, and whatever is merged into them, stay where they are."""
    module.forward = Compiled(module.forward, mode, built=_built(module), pads=pads, backend=backend)


def _built(module: nn.Module) -> Hashable:
    """What torch goes by when it looks whether a module can take what was compiled for another one."""
    weights = tuple((name, tuple(one.shape), one.dtype, one.device) for name, one in module.named_parameters())
    return type(module), weights


def _padded(value: Any, rows: int, bucket: int) -> Any:
    """The same with `bucket` rows in all its tensors: the last one again and again."""
    match value:
        case Tensor() if value.dim() and len(value) == rows and bucket > rows:
            return torch.cat([value, value[-1:].expand(bucket - rows, *value.shape[1:])])
        case tuple() | list():
            return type(value)(_padded(part, rows, bucket) for part in value)
        case dict():
            return {name: _padded(part, rows, bucket) for name, part in value.items()}
    return value


def _shape_of(value: Any) -> Hashable:
    match value:
        case Tensor():
            return tuple(value.shape)
        case tuple() | list():
            return tuple(map(_shape_of, value))
        case dict():
            return tuple((name, _shape_of(value[name])) for name in sorted(value))
    return repr(value)


def _kept(result: Any, rows: int) -> Any:
    """Its first rows, copied: a CUDA graph writes its next result to the same place."""
    return tuple(_kept(part, rows) for part in result) if isinstance(result, tuple) else result[:rows].clone()
