from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import structlog
from aiohttp import FormData

from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor

BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}


async def test_a_photo_above_the_limit_is_refused_before_all_of_it_has_arrived(tmp_path: Path) -> None:
    house = await House(tmp_path, picture_max_mib=0.5).open()
    refused = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
        while not refused.is_set():
            yield bytes(65_536)
            await asyncio.sleep(0)

    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        async with visitor.session.post("/jobs", data=endless(), headers=BOUNDARY) as response:
            refused.set()
            answer = await response.json()

        assert (response.status, answer["key"]) == (413, "error.picture_too_large")
    await house.close()


async def test_who_leaves_while_sending_leaves_nothing_behind(house: House, visitor: Visitor) -> None:
    with structlog.testing.capture_logs() as logged:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.front.port)
        cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.session.cookie_jar)
        writer.write(
            f"POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: 1000000\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
            '--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\nhalf a pict'.encode()
        )
        await writer.drain()
        writer.transport.abort()
        async with asyncio.timeout(20):
            assert await reader.read() == b""

        assert await visitor.cards() == []
    assert logged == []


async def test_a_text_field_cannot_carry_megabytes(visitor: Visitor) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("text", io.BytesIO(b"x" * 3_000_000), content_type="text/plain")

    status, _ = await visitor.post("/jobs", form)

    assert status == 413


async def test_what_is_no_form_is_refused(visitor: Visitor) -> None:
    for body, headers in (
        (b"{}", {"Content-Type": "application/json"}),
        (b"", BOUNDARY),
        (b"no boundary here", BOUNDARY),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--\r\n", BOUNDARY),
        (b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--\r\n", BOUNDARY),
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\ncut off', BOUNDARY),
        (b"\xff" * 1000, BOUNDARY),
    ):
        async with visitor.session.post("/jobs", data=body, headers=headers) as response:
            assert response.status in {400, 422}, body

    assert await visitor.cards() == []


async def test_an_option_given_twice_is_refused(visitor: Visitor) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("text", "a sea")
    form.add_field("text", "a mountain")

    status, _ = await visitor.post("/jobs", form)

    assert status == 400


async def test_bytes_that_are_no_text_are_read_as_well_as_can_be(house: House, visitor: Visitor) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("raw", "true")
    form.add_field("text", io.BytesIO(b"a \xed\xa0\x80 sea \xff"), content_type="text/plain")

    status, card = await visitor.post("/jobs", form)
    await house.settled()

    assert status == 201
    assert card["text"].startswith("a �")
