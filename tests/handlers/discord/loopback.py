"""As much of Discord on loopback as a login, a gateway and a goodbye need."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import yarl
from aiohttp import WSMsgType, web
from discord.gateway import DiscordWebSocket
from discord.http import Route

TOKEN = "right-token"
BOT: dict[str, Any] = {
    "id": "1000000000000000001",
    "username": "hwaga",
    "discriminator": "0",
    "avatar": None,
    "bot": True,
}
APPLICATION: dict[str, Any] = {
    "id": BOT["id"],
    "name": "hwaga",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": BOT,
    "flags": 0,
}
HELLO, IDENTIFY, DISPATCH = 10, 2, 0


class LoopbackDiscord:
    """`commands` are what it was told last; `identified` is set when a bot has come to the gateway."""

    def __init__(self) -> None:
        self.commands: list[Any] = []
        self.identified = asyncio.Event()
        self.left = asyncio.Event()
        self.shards: list[Any] = []
        self.down = False
        self.without_gateway = False
        self.url = ""

    def use(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """discord.py takes this one for Discord, at that address."""
        self.url = url
        monkeypatch.setattr(Route, "BASE", f"{url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"{url}/gateway/"))

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_get("/api/v10/applications/{id}/commands", self._commands)
        app.router.add_put("/api/v10/applications/{id}/commands", self._replace_commands)
        app.router.add_get("/api/v10/gateway/bot", self._gateway_bot)
        app.router.add_get("/gateway/", self._gateway)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.down:
            return _json({"message": "Bad Gateway", "code": 0}, status=400)
        if not request.path.startswith("/gateway") and request.headers["Authorization"] != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _me(self, _request: web.Request) -> web.Response:
        return _json(BOT)

    async def _application(self, _request: web.Request) -> web.Response:
        return _json(APPLICATION)

    async def _commands(self, _request: web.Request) -> web.Response:
        return _json(self.commands)

    async def _replace_commands(self, request: web.Request) -> web.Response:
        extra = {"application_id": APPLICATION["id"], "version": "1", "description": ""}
        self.commands = [{"id": str(n), **extra, **told} for n, told in enumerate(await request.json())]
        return _json(self.commands)

    async def _gateway_bot(self, _request: web.Request) -> web.Response:
        if self.without_gateway:
            return _json({"message": "Bad Request", "code": 0}, status=400)
        limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _json({"url": f"{self.url}/gateway", "shards": 2, "session_start_limit": limits})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}})
        async for message in socket:
            if message.type is WSMsgType.TEXT and (said := json.loads(message.data))["op"] == IDENTIFY:
                self.shards.append(said["d"]["shard"])
                await socket.send_json({"op": DISPATCH, "t": "READY", "s": 1, "d": self._ready(said["d"]["shard"])})
                self.identified.set()
        self.left.set()
        return socket

    def _ready(self, shard: Any) -> dict[str, Any]:
        return {
            "v": 10,
            "user": BOT,
            "guilds": [],
            "session_id": "session",
            "resume_gateway_url": f"{self.url}/gateway",
            "shard": shard,
            "application": {"id": APPLICATION["id"], "flags": 0},
        }


def _json(value: Any, status: int = 200) -> web.Response:
    """discord.py reads JSON only under exactly this type."""
    return web.Response(body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"})
