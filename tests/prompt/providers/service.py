"""A service on loopback that answers as it is told, and keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web
from aiohttp.test_utils import TestServer

Behaviour = Literal["answer", "hang", "close", "half"]


@dataclass(frozen=True)
class Says:
    """One answer: JSON or text, with a status; or what goes wrong instead."""

    json: Any = None
    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    behaviour: Behaviour = "answer"


HANGS, CLOSES = Says(behaviour="hang"), Says(behaviour="close")
GARBAGE, HALF = Says(text="<html>oops"), Says(text='{"message": {"res', behaviour="half")
FAULT = Says({"error": {"message": "oops"}}, status=500)


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: Any


class Service:
    """Answers in turn; the last answer again and again."""

    def __init__(self, *answers: Says | Callable[[Any], Says]) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.url = ""
        self.called = asyncio.Event()
        self._over = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(request.path, headers, await request.json()))
        self.called.set()
        told = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        says = told if isinstance(told, Says) else told(self.asked[-1].body)
        if says.behaviour == "hang":
            await self._over.wait()
        if says.behaviour in {"hang", "close"}:
            assert request.transport
            request.transport.close()
            return web.Response()
        if says.behaviour == "half":
            return await self._half(request, says)
        if says.json is not None:
            return web.json_response(says.json, status=says.status, headers=says.headers)
        return web.Response(text=says.text, status=says.status, headers=says.headers)

    async def _half(self, request: web.Request, says: Says) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
        await response.prepare(request)
        await response.write(says.text.encode())
        assert request.transport
        request.transport.close()
        return response

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Service]:
        app = web.Application()
        app.router.add_post("/{path:.*}", self.handle)
        async with TestServer(app) as server:
            self.url = str(server.make_url("")).rstrip("/")
            yield self
            self._over.set()


class Naps:
    """A sleep that takes no time and keeps how long it should have been, in seconds."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)
