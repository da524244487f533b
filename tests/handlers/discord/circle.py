"""A group of people on the loopback Discord, who see the bot's messages, press buttons and fill in forms."""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from tests.handlers.discord.loopback import APPLICATION, DISPATCH, LoopbackDiscord, _json, _message

CHANNEL = "1000000000000000900"
_SLASH, _PRESS, _FORM = 2, 3, 5
_OPENS_FORM = 9


class Circle(LoopbackDiscord):
    """`shown` is what each message says now, by its id, as JSON; `private` what people were answered alone."""

    def __init__(self) -> None:
        super().__init__()
        self.shard_count = 1
        self.shown: dict[str, str] = {}
        self.private: dict[str, str] = {}
        self.forms: dict[str, str] = {}
        """The id of the form that an interaction has opened."""

    def forget_the_bot(self) -> None:
        """It has died: who comes now is another one."""
        self._sockets.clear()
        self.identified.clear()

    def buttons(self, message: str) -> set[str]:
        """What may be pressed below a message: the actions."""
        return set(re.findall(r"hwaga:(\w+):[0-9a-f]{16}", self.shown.get(message, "")))

    async def slash(self, person: str, name: str, **options: str) -> str:
        """Returns the id of the message that answers it."""
        given = [{"type": 3, "name": option, "value": value} for option, value in options.items()]
        return await self._say(person, _SLASH, {"id": "1", "name": name, "type": 1, "options": given})

    async def press(self, person: str, message: str, button: str, number: int = 0) -> str:
        """Returns the interaction's id, once it was answered."""
        pattern = rf"hwaga:{button}:[0-9a-f]{{16}}{f':{number}' if number else ''}(?![0-9:])"
        await self.until(lambda: re.search(pattern, self.shown.get(message, "")) is not None)
        found = re.search(pattern, self.shown[message])
        assert found is not None
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": button, "custom_id": found[0]}]}
        below = {**_message(message), "channel_id": CHANNEL, "components": [row]}
        return await self._say(person, _PRESS, {"custom_id": found[0], "component_type": 2}, message=below)

    async def do(self, person: str, message: str, button: str, number: int = 0) -> str:
        """Press a button; what they alone were answered."""
        interaction = await self.press(person, message, button, number)
        await self.until(lambda: interaction in self.private)
        return self.private[interaction]

    async def write(self, person: str, message: str, button: str, text: str) -> None:
        """Press a button that opens a form, and send it; returns when the bot has said that it was taken."""
        form = self.forms[await self.press(person, message, button)]
        line = {"type": 18, "component": {"type": 4, "custom_id": "text", "value": text}}
        sent = await self._say(person, _FORM, {"custom_id": form, "components": [line]})
        await self.until(lambda: sent in self.private)

    async def _say(self, person: str, kind: int, data: Any, **more: Any) -> str:
        self._ids += 1
        interaction, user = str(self._ids), _user(person)
        event = {
            "id": interaction,
            "application_id": APPLICATION["id"],
            "type": kind,
            "token": f"token-{interaction}",
            "version": 1,
            "data": data,
            "channel_id": CHANNEL,
            "channel": {"id": CHANNEL, "type": 3, "name": "us", "recipients": [user], "icon": None, "owner_id": "1"},
            "user": user,
            "locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 2,
            "attachment_size_limit": 10 * 2**20,
            "app_permissions": "0",
            **more,
        }
        await self._sockets[-1].send_json(
            {"op": DISPATCH, "t": "INTERACTION_CREATE", "s": self._ids % 10**6, "d": event}
        )
        await self.until(lambda: interaction in self.acknowledged)
        return interaction

    async def _callback(self, request: web.Request) -> web.Response:
        interaction, answer = request.match_info["id"], await _said(request)
        data = answer.get("data") or {}
        if answer.get("type") == _OPENS_FORM:
            self.forms[interaction] = data["custom_id"]
        elif data.get("content"):
            self.private[interaction] = data["content"]
        return await super()._callback(request)

    async def _edit(self, request: web.Request) -> web.Response:
        message, token = request.match_info["message"], request.match_info.get("token", "")
        said = json.dumps(await _said(request), ensure_ascii=False)
        if message == "@original":
            message = token.removeprefix("token-")
            self.private[message] = said
        self.shown[message] = said
        self._changed.set()
        return _json({**_message(message), "channel_id": CHANNEL})


async def _said(request: web.Request) -> dict[str, Any]:
    """What a message is to say, beside files or not."""
    if request.content_type == "application/json":
        said: dict[str, Any] = await request.json()
    else:
        said = json.loads(str((await request.post())["payload_json"]))
    return said


def _user(person: str) -> dict[str, Any]:
    number = 10**18 + sum(ord(letter) for letter in person)
    return {"id": str(number), "username": person, "discriminator": "0", "avatar": None, "global_name": person}
