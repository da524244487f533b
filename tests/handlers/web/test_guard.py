from __future__ import annotations

import socket

import pytest
from aiohttp import FormData

from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:1", "[evil.example]", "a@b", ""]
)
async def test_a_name_that_was_made_to_point_here_is_refused(visitor: Visitor, host: str) -> None:
    for path in ("/", "/jobs", "/events", "/static/main.js"):
        assert await visitor.status(path, Host=host) in {400, 421}


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080", "192.168.0.7", socket.gethostname()]
)
async def test_addresses_and_our_own_names_are_let_in(visitor: Visitor, host: str) -> None:
    assert await visitor.status("/healthz", Host=host) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_can_neither_ask_nor_look(
    house: House, visitor: Visitor, headers: dict[str, str]
) -> None:
    status, _ = await visitor.post("/jobs", _form(), **headers)
    looked = [await visitor.status(path, **headers) for path in ("/jobs", "/events", "/static/main.js")]
    await house.settled()

    assert (status, looked) == (403, [403, 403, 403])
    assert await visitor.cards() == []


async def test_our_own_page_and_tools_without_a_page_may_ask(house: House, visitor: Visitor) -> None:
    own, _ = await visitor.post("/jobs", _form(), Origin=house.url)
    tool, _ = await visitor.post("/jobs", _form())

    assert (own, tool) == (201, 201)


def _form() -> FormData:
    form = FormData(default_to_multipart=True)
    form.add_field("text", "a sea")
    form.add_field("raw", "true")
    return form


async def test_who_follows_a_link_to_the_page_gets_it_and_stays_who_they_are(house: House) -> None:
    by_link = {"Sec-Fetch-Site": "cross-site"}  # on such a visit a browser keeps a strict cookie back
    async with Visitor(house.url) as visitor, visitor.session.get("/", headers=by_link) as response:
        assert response.status == 200
        assert "Set-Cookie" not in response.headers


async def test_every_answer_says_what_the_browser_must_refuse(visitor: Visitor) -> None:
    for path in ("/", "/static/main.js", "/jobs", "/events", "/nowhere", "/files/0123456789abcdef/0.png"):
        async with visitor.session.get(path) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy, path
            assert "unsafe" not in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    async with Visitor(house.url) as visitor, visitor.session.get("/events") as response:
        cookie = response.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_the_store_does_not_hold_what_opens_a_session(house: House, visitor: Visitor) -> None:
    await visitor.ask(text="a sea")
    await house.settled()
    (token,) = (cookie.value for cookie in visitor.session.cookie_jar if cookie.key == "hwaga")

    for file in house.settings.data_dir.glob("hwaga.db*"):
        assert token.encode() not in file.read_bytes()


async def test_static_files_are_only_those_of_the_page(visitor: Visitor) -> None:
    for path in ("/static/../front.py", "/static/%2e%2e/front.py", "/static/..%2ffront.py", "/static/"):
        assert await visitor.status(path) in {403, 404}
