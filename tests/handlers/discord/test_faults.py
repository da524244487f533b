from __future__ import annotations

import aiohttp
import discord
import pytest

from bot.errors import ShowFailed, ShowLater
from bot.handlers.discord.faults import delivery_errors


@pytest.mark.parametrize("fault", [aiohttp.ClientConnectionError("gone"), TimeoutError(), ConnectionResetError(104)])
def test_a_broken_network_is_tried_again(fault: Exception) -> None:
    with pytest.raises(ShowFailed) as caught, delivery_errors():
        raise fault

    assert caught.value.detail


def test_a_long_rate_limit_is_waited_for_elsewhere() -> None:
    with pytest.raises(ShowLater) as caught, delivery_errors():
        raise discord.RateLimited(41.5)

    assert caught.value.retry_after_s == 41.5


def test_a_fault_of_ours_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), delivery_errors():
        raise ZeroDivisionError
