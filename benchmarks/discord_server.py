"""As much of Discord as a bot needs to be asked something and to answer, in a process of its own, over real sockets."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import WSMsgType, web

BOT_ID = "1000000000000000001"
TOKEN = "benchmark.benchmark.benchmark"  # noqa: S105 - it opens nothing
FIRST_USER = 1_000_000_000_000_000_100
USERS_BELOW = 10**18
"""By so much the id of an interaction is above that of its user: everybody asks once."""
HELLO, IDENTIFY, HEARTBEAT, ACK, DISPATCH = 10, 2, 1, 11, 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Send so many commands, `spread_s` from the first to the last, and tell when each was acknowledged."""

    commands: int
    spread_s: float


def serve(wire: Connection) -> None:
    """Sends its port, then for each Ask on the wire a list of milliseconds, one a command. Ends when the wire does."""
    asyncio.run(_Server(wire).run())


class _Server:
    def __init__(self, wire: Connection) -> None:
        self._wire = wire
        self._socket: web.WebSocketResponse | None = None
        self._here = asyncio.Event()
        self._sent: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._all_answered = asyncio.Event()
        self._expected = 0
        self._last_id = FIRST_USER + USERS_BELOW - 1
        self._port = 0

    async def run(self) -> None:
        runner = web.AppRunner(self._app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._port = runner.addresses[0][1]
        self._wire.send(self._port)
        while True:
            try:
                ask = await asyncio.to_thread(self._wire.recv)
            except EOFError:
                break
            self._wire.send(await self._measured(ask))
        await runner.cleanup()

    async def _measured(self, ask: Ask) -> list[float]:
        await self._here.wait()
        self._sent.clear()
        self._answered.clear()
        self._all_answered.clear()
        self._expected = ask.commands
        for number in range(ask.commands):
            await self._command(number)
            await asyncio.sleep(ask.spread_s / ask.commands)
        await self._all_answered.wait()
        return [(self._answered[each] - self._sent[each]) * 1000 for each in self._sent]

    async def _command(self, number: int) -> None:
        assert self._socket is not None
        self._last_id += 1
        interaction = str(self._last_id)
        self._sent[interaction] = time.perf_counter()
        await self._socket.send_json({"op": DISPATCH, "t": "INTERACTION_CREATE", "s": number, "d": _asked(interaction)})

    def _app(self) -> web.Application:
        app = web.Application()
        api = "/api/v10"
        app.router.add_get(f"{api}/users/@me", lambda _: _answer(_BOT))
        app.router.add_get(f"{api}/oauth2/applications/@me", lambda _: _answer(_APPLICATION))
        app.router.add_get(f"{api}/applications/{{id}}/commands", lambda _: _answer([]))
        app.router.add_put(f"{api}/applications/{{id}}/commands", lambda _: _answer([]))
        app.router.add_get(f"{api}/gateway/bot", self._gateway_bot)
        app.router.add_post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback)
        app.router.add_patch(f"{api}/webhooks/{{id}}/{{token}}/messages/{{message}}", self._edited)
        app.router.add_get("/gateway/", self._gateway)
        return app

    async def _gateway_bot(self, _request: web.Request) -> web.Response:
        limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        url = f"http://127.0.0.1:{self._port}/gateway"
        return await _answer({"url": url, "shards": 1, "session_start_limit": limits})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}})
        async for message in socket:
            said = json.loads(message.data) if message.type is WSMsgType.TEXT else {}
            if said.get("op") == IDENTIFY:
                url = f"http://127.0.0.1:{self._port}/gateway"
                await socket.send_json({"op": DISPATCH, "t": "READY", "s": 1, "d": _ready(url)})
                self._socket = socket
                self._here.set()
            elif said.get("op") == HEARTBEAT:
                await socket.send_json({"op": ACK})
        return socket

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = request.match_info["id"]
        self._answered[interaction] = time.perf_counter()
        if len(self._answered) == self._expected:
            self._all_answered.set()
        told = {"id": interaction, "type": 2, "response_message_id": interaction, "response_message_loading": True}
        return await _answer({"interaction": told})

    async def _edited(self, request: web.Request) -> web.Response:
        await request.read()
        return await _answer(_message(request.match_info["message"]))


_BOT = {"id": BOT_ID, "username": "hwaga", "discriminator": "0", "avatar": None, "bot": True}
_APPLICATION = {
    "id": BOT_ID,
    "name": "hwaga",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": _BOT,
    "flags": 0,
}


async def _answer(value: Any) -> web.Response:
    """discord.py reads JSON only under exactly this type."""
    return web.Response(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def _ready(url: str) -> dict[str, Any]:
    application = {"id": BOT_ID, "flags": 0}
    more = {"session_id": "session", "resume_gateway_url": url, "shard": [0, 1], "application": application}
    return {"v": 10, "user": _BOT, "guilds": [], **more}


def _asked(interaction: str) -> dict[str, Any]:
    """/imagine in a direct message, of somebody who has not asked before."""
    user = {"id": str(int(interaction) - USERS_BELOW), "username": "person", "discriminator": "0", "avatar": None}
    text = {"type": 3, "name": "text", "value": "노을 지는 바다 위의 작은 배"}
    channel = {"id": user["id"], "type": 1, "recipients": [user]}
    return {
        "id": interaction,
        "application_id": BOT_ID,
        "type": 2,
        "token": f"token-{interaction}",
        "version": 1,
        "data": {"id": "1", "name": "imagine", "type": 1, "options": [text]},
        "channel_id": user["id"],
        "channel": channel,
        "user": user,
        "locale": "ko",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 1,
        "attachment_size_limit": 10 * 2**20,
        "app_permissions": "0",
    }


def _message(message: str) -> dict[str, Any]:
    return {
        "id": message,
        "channel_id": message,
        "author": _BOT,
        "content": "",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
    }
