from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.handlers.web.watching import LOOPBACK, MetricsPort, is_loopback
from tests.handlers.web.house import House


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.168.0.2", False), ("a", False)],
)
def test_loopback_is_this_machine_only(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


async def test_a_page_on_loopback_serves_metrics_and_says_that_it_is_well(tmp_path: Path) -> None:
    house = await House(tmp_path).open()
    try:
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{house.url}/metrics") as metrics:
                said = await metrics.text()
            async with browser.get(f"{house.url}/healthz") as health:
                well = await health.text()
    finally:
        await house.close()

    assert metrics.status == health.status == 200
    assert metrics.content_type == "text/plain"
    assert 'hwaga_jobs{state="queued"} 0.0' in said
    assert well == "ok\n"


async def test_a_page_for_everybody_tells_strangers_no_numbers(tmp_path: Path) -> None:
    house = await House(tmp_path, host="0.0.0.0").open()  # noqa: S104 - on purpose
    try:
        async with aiohttp.ClientSession() as browser, browser.get(f"{house.url}/metrics") as metrics:
            status = metrics.status
    finally:
        await house.close()

    assert status == 404


async def test_a_port_of_their_own_serves_them_in_any_case(tmp_path: Path, unused_tcp_port: int) -> None:
    house = await House(tmp_path, host="0.0.0.0").open()  # noqa: S104 - on purpose
    port, second = MetricsPort(unused_tcp_port), MetricsPort(unused_tcp_port)
    try:
        await port.start(house.studio)
        await second.start(house.studio)  # a port in use is no reason not to paint
        url = f"http://{LOOPBACK}:{unused_tcp_port}/metrics"
        async with aiohttp.ClientSession() as browser, browser.get(url) as metrics:
            status = metrics.status
    finally:
        await second.stop()
        await port.stop()
        await house.close()

    assert status == 200
