"""A house with two chats that play together, a fake engine, and a planner that takes texts word for word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.commands.base import Reply
from bot.commands.play import PLAY, PlayOptions
from bot.commands.session import SESSION, SessionOptions
from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend
from bot.handlers.fake import FakeCourier
from bot.images import Uploads
from bot.people import Locale, Platform
from bot.plan import PromptPlan
from bot.prompt.language import HANGUL
from bot.prompt.planner import Planner
from bot.sessions.session import Phase, Session
from bot.store import Store
from bot.views import View
from tests.commands.rooms import Caller
from tests.makers import with_tables

LIMIT_S = 30


class WordForWord(Planner):
    """Needs no process."""

    async def start(self) -> None:
        """Nothing is to be loaded."""

    async def plan(
        self,
        text: str,
        *,
        raw: bool = False,  # noqa: ARG002
        style: str = "",
        usual_style: str = "",  # noqa: ARG002
        negative: str = "",  # noqa: ARG002
        seed: int = 0,  # noqa: ARG002
    ) -> PromptPlan:
        return PromptPlan(text=text, language="ko", english=f"{text} in English", prompt=text, style=style)

    async def korean(self, english: str) -> str:
        return "" if HANGUL.search(english) else f"우리말로 {english}"


@dataclass
class Parlour:
    studio: Studio
    discord: FakeCourier
    telegram: FakeCourier

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, *, step_s: float = 0.0) -> AsyncIterator[Parlour]:
        settings = Settings(_env_file=None, data_dir=folder)
        backend = FakeBackend(rows=4, step_s=step_s)
        discord = FakeCourier("discord", journal=folder / "discord.jsonl")
        telegram = FakeCourier("telegram", journal=folder / "telegram.jsonl")
        async with Store(with_tables(folder)) as store:
            delivery = Delivery(store, {"discord": discord, "telegram": telegram})
            dispatcher = Dispatcher(store, [backend], delivery.notice, on_crash=delivery.alarm)
            studio = Studio(
                settings=settings,
                store=store,
                planner=WordForWord(settings),
                uploads=Uploads(settings),
                backend=backend,
                dispatcher=dispatcher,
                delivery=delivery,
            )
            await backend.start()
            await delivery.start()
            await studio.salon.start()
            await dispatcher.start()
            try:
                yield cls(studio, discord, telegram)
            finally:
                await studio.salon.stop()
                await dispatcher.stop(0)
                await delivery.stop()
                await backend.kill()

    def person(self, name: str, platform: Platform = "discord", locale: Locale = "ko") -> Player:
        return Player(self, Caller(name=name, platform=platform, locale=locale))

    async def begun(self, mode: str, theme: str = "") -> tuple[Player, Player, Session]:
        """Ann, who hosts, and Bob in one chat: whoever is asked may write."""
        ann, bob = self.person("ann"), self.person("bob")
        session = await ann.begin(theme, mode)
        await bob.do("join")
        await ann.do("start")
        return ann, bob, session

    async def written(self, mode: str, theme: str = "") -> tuple[Player, Player, Session]:
        """The same; and who is asked has written: 노을 and 폭풍."""
        ann, bob, session = await self.begun(mode, theme)
        await ann.do("write", "노을")
        await bob.do("write", "폭풍")
        return ann, bob, session

    async def until(self, holds: Callable[[View], bool], courier: FakeCourier | None = None) -> View:
        """Wait until a board of that chat shows it; returns that view."""
        chat = courier or self.discord

        def shown() -> list[View]:
            return [m.view for m in chat.messages.values() if m.view.stage == "session" and holds(m.view)]

        async with asyncio.timeout(LIMIT_S):
            await chat.until(lambda: bool(shown()))
        return shown()[0]

    async def phase(self, session_id: str, phase: Phase, round_: int | None = None) -> Session:
        """Wait until the session is there."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                session = await self.studio.salon.sessions.session(session_id)
                if session.phase == phase and round_ in {None, session.round}:
                    return session
                await asyncio.sleep(0.01)


@dataclass
class Player:
    """Somebody who plays, by the commands."""

    house: Parlour
    caller: Caller

    async def begin(self, theme: str, mode: str, rounds: int = 0) -> Session:
        options = SessionOptions(theme=theme, mode=mode, rounds=rounds)
        assert await SESSION.run(self.caller, options, self.house.studio) is None
        person = await self.house.studio.store.person(self.caller.account, self.caller.locale)
        return self.house.studio.salon.sessions.playing(person)[-1]

    async def bring(self, code: str) -> None:
        """Let this person's place join the session of another one."""
        await SESSION.run(self.caller, SessionOptions(code=code), self.house.studio)

    async def do(self, do: str, text: str = "", picture: int = 1, player: str = "", session: str = "") -> Reply:
        options = PlayOptions(do=do, text=text, picture=picture, player=player, session=session)
        reply = await PLAY.run(self.caller, options, self.house.studio)
        assert isinstance(reply, Reply)
        return reply
