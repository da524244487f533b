from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import AddressTaken, FrontError
from bot.handlers.web import WebFront
from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor


async def test_a_port_in_use_is_told_apart_from_other_trouble(house: House) -> None:
    taken = WebFront(Settings(_env_file=None, port=house.front.port))
    with pytest.raises(AddressTaken) as refused:
        await taken.start(house.studio)
    assert refused.value.detail == f"127.0.0.1:{house.front.port}"

    nowhere = WebFront(Settings(_env_file=None, host="203.0.113.1", port=0))
    with pytest.raises(FrontError) as unreachable:
        await nowhere.start(house.studio)
    assert not isinstance(unreachable.value, AddressTaken)
    assert [front.connected for front in (house.front, taken, nowhere)] == [True, False, False]


async def test_the_page_answers_on_the_port_that_it_names(house: House) -> None:
    assert house.url == f"http://127.0.0.1:{house.front.port}"
    async with Visitor(house.url) as visitor:
        assert await visitor.status("/healthz") == 200


async def test_stop_may_be_called_twice_and_before_start(tmp_path: Path) -> None:
    front = WebFront(Settings(_env_file=None, data_dir=tmp_path))

    await front.stop()
    await front.stop()

    assert front.port == 8080
