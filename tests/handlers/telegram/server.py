"""A small Telegram on loopback: the HTTP around `METHODS`, with long polling, files, and faults on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web

from bot.handlers.telegram.windows import Rates
from tests.handlers.telegram.gate import Gate
from tests.handlers.telegram.judge import Call, Judge
from tests.handlers.telegram.methods import METHODS, Refusal
from tests.handlers.telegram.person import Person, Room
from tests.handlers.telegram.world import BOT, World

TOKEN = "123456:AAF-loopback_token_nobody_may_read"
RATES = Rates().faster(100)
"""As Telegram's, on a clock that runs a hundred times as fast."""
UPLOAD_LIMIT_BYTES = 60 * 2**20
_TEXTS = frozenset(
    {
        "text",
        "caption",
        "parse_mode",
        "callback_query_id",
        "file_id",
        "language_code",
        "inline_query_id",
        "url",
        "secret_token",
    }
)
"""Fields that hold text, whatever it looks like; the others are JSON where they can be."""


@dataclass
class Fault:
    """What happens to the next calls of a method. `applied`: it is done all the same, and the answer is lost."""

    method: str
    refusal: Refusal
    times: float
    applied: bool


class LoopbackTelegram:
    """`calls` is what it was asked, `faults` what was wrong with it or with our answers."""

    def __init__(self, judge: Judge | None, rates: Rates | None = None) -> None:
        """`rates` are enforced, much faster ones than Telegram's if nothing is said."""
        self.world = World()
        self.gate = Gate(rates or RATES)
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.refused: list[str] = []
        """Why calls were refused."""
        self.fetched: list[str] = []
        """Paths of the files that the bot has downloaded."""
        self.url = ""
        self.token = TOKEN
        self.strangers = 0
        """Calls with another token."""
        self._judge = judge
        self._planned: list[Fault] = []
        self._held: dict[int, asyncio.Event] = {}
        self._polls = 0
        self._files_open = asyncio.Event()
        self._files_open.set()

    def person(self, name: str, language: str = "en") -> Person:
        """Somebody new, who has just opened a chat with the bot."""
        return Person(self.world, name, language)

    def group(self, title: str = "Painters", kind: str = "supergroup", **more: Any) -> Room:
        """A group or channel, in which everybody may do everything."""
        chat = {"id": -next(self.world.ids) - 10**12, "type": kind, "title": title, **more}
        self.world.chats[chat["id"]] = {
            **chat,
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
                False,
            ),
            "permissions": {f"can_send_{what}": True for what in ("messages", "photos", "documents")},
        }
        return Room(self.world, chat)

    def add_bot(self, room: Room, by: Person, *, was: str = "left", now: str = "member") -> None:
        """The bot comes, or goes, or has other rights."""
        until = {"kicked": {"until_date": 0}}
        old, new = ({"user": BOT, "status": status, **until.get(status, {})} for status in (was, now))
        update = {"chat": room.chat, "from": by.user, "date": 0, "old_chat_member": old, "new_chat_member": new}
        self.world.push("my_chat_member", update)

    def refuse(
        self,
        method: str,
        code: int,
        description: str,
        *,
        retry_after_s: int = 0,
        times: float = 1,
        applied: bool = False,
    ) -> None:
        """Answer the next calls of a method so."""
        self._planned.append(Fault(method, Refusal(code, description, retry_after_s), times, applied))

    def heal(self) -> None:
        """Refuse nothing any more."""
        self._planned.clear()

    def hold(self, person: Person) -> None:
        """Answer nothing that is about this chat, until `release`."""
        self._held[person.id] = asyncio.Event()

    def release(self) -> None:
        for held in self._held.values():
            held.set()

    def hold_files(self) -> None:
        """Hand out no file, until `release_files`."""
        self._files_open.clear()

    def release_files(self) -> None:
        self._files_open.set()

    async def bring(self, port: int, path: str) -> None:
        """Post what happens to a webhook, one after another; again and again what it does not take."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.world.webhook["secret_token"]}
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session:
            while True:
                await self.world.until(lambda: bool(self.world.updates), limit_s=600)
                update = self.world.updates[0]
                async with session.post(path, json=update) as answer:
                    if answer.status == HTTPStatus.OK:
                        self.world.confirm(update["update_id"] + 1)

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def asked(self, method: str, times: int = 1) -> None:
        """Wait until a method has been called so often."""
        await self.world.until(lambda: len(self.of(method)) >= times)

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Listen on loopback; gives the URL."""
        app = web.Application(client_max_size=UPLOAD_LIMIT_BYTES)
        app.router.add_post("/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/pictures/{file}", self._file)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self.url
        finally:
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        try:
            if request.match_info["token"] != self.token:
                self.strangers += 1
                self.world.tell()
                known = request.match_info["token"].partition(":")[0].isdigit()
                raise Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found")
            call = await _read(request)
            self.calls.append(call)
            self.world.tell()
            self._note(self._judge.call_faults(call) if self._judge else [])
            result = await self._result(call)
        except Refusal as refusal:
            self.refused.append(refusal.description)
            return web.json_response(refusal.as_json, status=refusal.code)
        self._note(self._judge.result_faults(call.method, result) if self._judge else [])
        return web.json_response({"ok": True, "result": result})

    async def _result(self, call: Call) -> Any:
        fault = next((f for f in self._planned if f.method == call.method and f.times > 0), None)
        if fault is not None:
            fault.times -= 1
            if fault.applied:
                METHODS[call.method](self.world, call)
            raise fault.refusal
        if call.method == "getUpdates":
            return await self._updates(call)
        wait_s = self.gate.wait_s(call, asyncio.get_running_loop().time())
        if wait_s:
            raise Refusal(429, f"Too Many Requests: retry after {wait_s}", wait_s)
        if held := self._held.get(call.values.get("chat_id", 0)):
            await held.wait()
        if call.method not in METHODS:
            raise Refusal(404, "Not Found")
        return METHODS[call.method](self.world, call)

    async def _updates(self, call: Call) -> Any:
        """Long polling; a second poll ends the first one."""
        self._polls += 1
        mine, world = self._polls, self.world
        world.confirm(call.values.get("offset", 0))
        allowed = call.values.get("allowed_updates") or ["message", "callback_query"]
        world.updates = [update for update in world.updates if set(update) & set(allowed)]
        try:
            await world.until(
                lambda: bool(world.updates) or self._polls != mine, call.values.get("timeout", 0) or 0.001
            )
        except TimeoutError:
            return []
        if self._polls != mine:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return world.updates[: call.values.get("limit", 100)]

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file"])
        if file is None or request.match_info["token"] != self.token:
            return web.Response(status=404)
        await self._files_open.wait()
        self.fetched.append(request.path.rpartition("/")[2])
        return web.Response(body=file.data)

    def _note(self, faults: list[str]) -> None:
        self.faults += faults


async def _read(request: web.Request) -> Call:
    """Everything comes as a form: texts as they are, the rest as JSON, files beside it."""
    values: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
        elif isinstance(value, str):
            values[name] = value if name in _TEXTS else _decoded(value)
    spoken_of = json.dumps(values)
    for name in files:
        if f"attach://{name}" not in spoken_of:  # a part may also be named like its field
            values[name] = f"attach://{name}"
    return Call(request.match_info["method"], values, files)


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
