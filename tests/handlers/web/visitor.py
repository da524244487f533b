"""A browser without a window: a cookie jar and the page's own requests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientResponse, ClientSession, CookieJar, FormData

Card = dict[str, Any]


class Visitor:
    """One person's browser, reading `language`."""

    def __init__(self, url: str, language: str = "en") -> None:
        headers = {"Accept-Language": language}
        self.session = ClientSession(url, headers=headers, cookie_jar=CookieJar(unsafe=True))  # unsafe: for an IP

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    async def arrive(self) -> None:
        """Open the page once, which makes the browser known."""
        async with self.events():
            pass

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        """The page's stream, already open: (event, data)."""
        async with self.session.get("/events") as response:
            assert response.status == 200
            yield _events(response)

    async def ask(self, picture: bytes | None = None, **options: str) -> tuple[int, Any]:
        """Post the form; status and answer. Texts are taken as prompts: understanding them is not the page's matter."""
        form = FormData(default_to_multipart=True)
        for name, value in {"raw": "true", **options}.items():
            form.add_field(name, value)
        if picture is not None:
            form.add_field("image", picture, filename="../../photo.png", content_type="text/html")
        return await self.post("/jobs", form)

    async def post(self, path: str, form: FormData | None = None, **headers: str) -> tuple[int, Any]:
        async with self.session.post(path, data=form, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if response.content_type == "application/json" else text

    async def cards(self) -> list[Card]:
        async with self.session.get("/jobs") as response:
            assert response.status == 200
            cards: list[Card] = await response.json()
            return cards

    async def status(self, path: str, **headers: str) -> int:
        async with self.session.get(path, headers=headers, allow_redirects=False) as response:
            return response.status


async def _events(response: ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
