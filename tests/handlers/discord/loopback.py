"""As much of Discord on loopback as a login, a gateway that breaks, a question, a rate limit and a goodbye need."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
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
HELLO, IDENTIFY, DISPATCH, RESUME, RECONNECT = 10, 2, 0, 6, 7
PERSON = "1000000000000000500"
LIMIT_S = 20.0
"""No wait in a test is longer, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Of a message: when it came (seconds of the loop), by which way, if it brought a result, what was answered."""

    at_s: float
    path: str
    is_result: bool
    status: int


@dataclass(frozen=True, slots=True)
class Limit:
    """`by_proxy`: refused before Discord's API was reached, without the word of who refused."""

    retry_after_s: float
    by_proxy: bool = False


class LoopbackDiscord:
    """`commands` are what it was told last; `identified` is set when a bot has come to the gateway.

    `resumed` are the resumes that it was sent, `acknowledged` the interactions that were answered at once, `limits`
    what the next results are refused with.
    """

    def __init__(self) -> None:
        self.commands: list[Any] = []
        self.identified = asyncio.Event()
        self.left = asyncio.Event()
        self.shards: list[Any] = []
        self.down = False
        self.without_gateway = False
        self.shard_count = 2
        self.url = ""
        self.resumed: list[dict[str, Any]] = []
        self.acknowledged: list[str] = []
        self.edits: list[Edit] = []
        self.limits: list[Limit] = []
        self._sockets: list[web.WebSocketResponse] = []
        self._told: list[dict[str, Any]] = []
        self._ids = 2 * 10**18
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def command(self, name: str, **options: str) -> str:
        """Somebody uses a command in their direct messages; its interaction's id. Kept for who has lost the line."""
        self._ids += 1
        event = {
            "op": DISPATCH,
            "t": "INTERACTION_CREATE",
            "s": len(self._told) + 2,
            "d": _asked(self._ids, name, options),
        }
        self._told.append(event)
        if self._sockets:
            await self._sockets[-1].send_json(event)
        return str(self._ids)

    async def break_off(self, *, politely: bool) -> None:
        """Lose the line: by Discord's own wish, as it does every few hours, or without a word."""
        socket = self._sockets.pop()
        if politely:
            await socket.send_json({"op": RECONNECT, "d": None})
        else:
            await socket.close(code=4000)

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
        app.router.add_post("/api/v10/interactions/{id}/{token}/callback", self._callback)
        app.router.add_patch("/api/v10/webhooks/{id}/{token}/messages/{message}", self._edit)
        app.router.add_patch("/api/v10/channels/{id}/messages/{message}", self._edit)
        app.router.add_get("/gateway/", self._gateway)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.down:
            return _json({"message": "Bad Gateway", "code": 0}, status=400)
        by_token = request.path.startswith(("/gateway", "/api/v10/interactions/", "/api/v10/webhooks/"))
        if not by_token and request.headers["Authorization"] != f"Bot {TOKEN}":
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
        return _json({"url": f"{self.url}/gateway", "shards": self.shard_count, "session_start_limit": limits})

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = request.match_info["id"]
        self.acknowledged.append(interaction)
        self._changed.set()
        told = {"id": interaction, "type": 2, "response_message_id": interaction, "response_message_loading": True}
        return _json({"interaction": told})

    async def _edit(self, request: web.Request) -> web.Response:
        body = await request.read()
        is_result = b"\x89PNG" in body
        limit = self.limits.pop(0) if is_result and self.limits else None
        now, status = asyncio.get_running_loop().time(), 200 if limit is None else 429
        self.edits.append(Edit(now, request.path, is_result, status))
        self._changed.set()
        if limit is None:
            return _json(_message(request.match_info["message"]))
        said = {"message": "You are being rate limited.", "retry_after": limit.retry_after_s, "global": False}
        refused = _json(said, status)
        refused.headers["Retry-After"] = str(limit.retry_after_s)
        if not limit.by_proxy:
            refused.headers["Via"] = "1.1 google"
        return refused

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}})
        async for message in socket:
            said: dict[str, Any] = json.loads(message.data) if message.type is WSMsgType.TEXT else {"op": None}
            if said["op"] == IDENTIFY:
                self.shards.append(said["d"]["shard"])
                await socket.send_json({"op": DISPATCH, "t": "READY", "s": 1, "d": self._ready(said["d"]["shard"])})
                self._sockets.append(socket)
                self.identified.set()
            elif said["op"] == RESUME:
                self.resumed.append(said["d"])
                for missed in self._told:
                    if missed["s"] > said["d"]["seq"]:
                        await socket.send_json(missed)
                await socket.send_json({"op": DISPATCH, "t": "RESUMED", "s": len(self._told) + 1, "d": {}})
                self._sockets.append(socket)
        self.left.set()
        return socket

    def _ready(self, shard: Any) -> dict[str, Any]:
        return {
            "v": 10,
            "user": BOT,
            "guilds": [],
            "session_id": "session",
            "resume_gateway_url": f"{self.url}/gateway/",
            "shard": shard,
            "application": {"id": APPLICATION["id"], "flags": 0},
        }


def _json(value: Any, status: int = 200) -> web.Response:
    """discord.py reads JSON only under exactly this type."""
    return web.Response(body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"})


def _asked(interaction: int, name: str, options: dict[str, str]) -> dict[str, Any]:
    user = {"id": PERSON, "username": "person", "discriminator": "0", "avatar": None}
    given = [{"type": 3, "name": option, "value": value} for option, value in options.items()]
    return {
        "id": str(interaction),
        "application_id": APPLICATION["id"],
        "type": 2,
        "token": f"token-{interaction}",
        "version": 1,
        "data": {"id": "1", "name": name, "type": 1, "options": given},
        "channel_id": PERSON,
        "channel": {"id": PERSON, "type": 1, "recipients": [user]},
        "user": user,
        "locale": "en-GB",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 1,
        "attachment_size_limit": 10 * 2**20,
        "app_permissions": "0",
    }


def _message(message: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "content": ""}
    flags = {"tts": False, "mention_everyone": False, "pinned": False, "type": 0, "edited_timestamp": None}
    when = "2026-01-01T00:00:00+00:00"
    return {"id": message, "channel_id": PERSON, "author": BOT, "timestamp": when, **nothing, **flags}
