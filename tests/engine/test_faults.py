from __future__ import annotations

import os

import pytest
import torch

from bot.engine.faults import end_process, fault_of, is_fatal
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


@pytest.mark.parametrize(
    "said",
    [
        "CUDA error: an illegal memory access was encountered",
        "Triton Error [CUDA]: an illegal memory access was encountered",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "CUDA error: unspecified launch failure",
    ],
)
def test_a_lost_device_is_fatal(said: str) -> None:
    assert is_fatal(RuntimeError(said))


def test_what_a_library_only_refuses_to_do_is_not() -> None:
    assert not is_fatal(RuntimeError("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED"))


def test_a_process_without_its_device_is_left_at_once_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", leave)

    with pytest.raises(SystemExit) as left:
        end_process(RuntimeError("CUDA error: unspecified launch failure"))

    assert left.value.code == 70
    assert "unspecified launch failure" in capsys.readouterr().err
