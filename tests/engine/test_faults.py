from __future__ import annotations

import pytest
import torch

from bot.engine.faults import fault_of, is_fatal
from bot.errors import CheckpointMissing, OutOfMemory, PaintFailed


def test_memory_that_torch_cannot_have_is_out_of_memory() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 55)

    assert isinstance(fault_of(caught.value), OutOfMemory)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        MemoryError(),
        RuntimeError("MPS backend out of memory (MPS allocated: 18.00 GB)"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)"),
    ],
)
def test_out_of_memory_is_told_apart_from_a_bug_on_every_device(error: Exception) -> None:
    assert isinstance(fault_of(error), OutOfMemory)
    assert not is_fatal(error)


def test_a_bug_says_what_it_was() -> None:
    fault = fault_of(ValueError("shapes do not fit"))

    assert isinstance(fault, PaintFailed)
    assert fault.detail == "ValueError: shapes do not fit"
    assert not is_fatal(ValueError("shapes do not fit"))


def test_our_own_errors_are_told_as_they_are() -> None:
    error = CheckpointMissing("x")

    assert fault_of(error) is error


def test_a_lost_device_is_fatal() -> None:
    assert is_fatal(RuntimeError("CUDA error: an illegal memory access was encountered"))
