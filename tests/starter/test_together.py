"""Two processes train as one."""

import multiprocessing
import os
import socket

import torch
from torch import distributed, nn

from tools.starter import together


def test_alone_nothing_is_averaged() -> None:
    parameter = nn.Parameter(torch.zeros(2))
    parameter.grad = torch.ones(2)

    together.average_gradients([parameter])

    assert parameter.grad.tolist() == [1, 1]
    assert (together.world(), together.rank(), together.first()) == (1, 0, True)
    assert together.agreed(over=True)


def test_two_average_their_gradients_and_stop_after_the_same_step() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with multiprocessing.get_context("spawn").Pool(2) as pool:
        said = pool.starmap(_one_of_two, [(0, port), (1, port)], chunksize=1)

    assert said == [([2.0, 0.5], True)] * 2


def _one_of_two(rank: int, port: int) -> tuple[list[float], bool]:
    """Gradients 1 and 3, 0 and 1; only the first thinks that time is over."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2", "RANK": str(rank)}
    together.begin()
    parameters = [nn.Parameter(torch.zeros(1)) for _ in range(2)]
    for parameter, values in zip(parameters, ((1.0, 3.0), (0.0, 1.0)), strict=True):
        parameter.grad = torch.tensor([values[rank]])
    together.average_gradients(parameters)
    over = together.agreed(over=together.first())
    distributed.destroy_process_group()
    return [float(parameter.grad) for parameter in parameters if parameter.grad is not None], over
