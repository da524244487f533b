"""The bot's end of the analysis process: asks it, and starts it again when it died."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from pathlib import Path
from typing import get_args

import structlog

from bot.child import Child
from bot.errors import AnalysisDied
from bot.plan import Weighted
from bot.prompt.analysis.answers import Answer, Ask, Failed, Korean, Message, Part, Ready, Told, What
from bot.prompt.analysis.process import serve

log = structlog.get_logger()

PATIENCE_S = 120.0
"""An answer that takes longer, with all there is to load, never comes: the process is ended."""

PARTS: tuple[Part, ...] = get_args(Part)


class Analyst:
    """One analysis process. All methods belong to the loop."""

    def __init__(self, own_lexicon: Path | None, marian: str | None = None) -> None:
        """`marian` names the weights of a translator, which is not loaded without."""
        self._own_lexicon = own_lexicon
        self._marian = marian
        self._ids = itertools.count()
        self._waiting: dict[int, tuple[Child, asyncio.Future[Answer]]] = {}
        self._child: Child | None = None
        self._watch: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._stopped = False
        self._warm = {part: asyncio.Event() for part in PARTS}

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Start the process unless it runs; returns before anything is warm."""
        self._stopped = False
        await self._run()

    async def _run(self) -> Child:
        """The process that runs, or a new one. Raises AnalysisDied after `stop`."""
        async with self._starting:
            if self._stopped:
                raise AnalysisDied
            if self._child is None or not self._child.alive:
                for warm in self._warm.values():
                    warm.clear()
                self._child = Child(serve, (self._own_lexicon, self._marian), name="analysis", receive=self._receive)
                await self._child.start()
                self._watch = asyncio.create_task(self._until_exit(self._child), name="analysis watch")
            return self._child

    async def stop(self, timeout_s: float = 2.0) -> None:
        """End the process; those who wait for it get AnalysisDied. Idempotent."""
        self._stopped = True
        async with self._starting:
            if self._child is not None:
                await self._child.stop(timeout_s)
        if self._watch is not None:
            await self._watch

    async def until_warm(self, part: Part) -> None:
        """Wait until a part of the process answers at once, or cannot be had. Nobody needs to: questions wait too."""
        await self._warm[part].wait()

    async def analyse(self, korean: str) -> Korean:
        """Understand a text with Korean in it. Raises AnalysisDied when it dies twice over the question."""
        answer = await self._ask_again("analyse", korean)
        if not isinstance(answer, Korean):
            raise TypeError(answer)
        return answer

    async def keywords(self, english: str) -> tuple[Weighted, ...]:
        """What an English text is about. Raises AnalysisDied when it dies twice over the question."""
        answer = await self._ask_again("keywords", english)
        if not isinstance(answer, tuple):
            raise TypeError(answer)
        return answer

    async def translate(self, korean: str) -> str:
        """A text in English. Raises AnalysisDied, also where the translator cannot be loaded."""
        answer = await self._ask("translate", korean)
        if not isinstance(answer, str):
            raise TypeError(answer)
        return answer

    async def retell(self, english: str) -> str:
        """What the lexicon knows of an English text, in Korean. Raises AnalysisDied when it dies twice over it."""
        answer = await self._ask_again("retell", english)
        if not isinstance(answer, str):
            raise TypeError(answer)
        return answer

    async def _ask_again(self, what: What, text: str) -> Answer:
        try:
            return await self._ask(what, text)
        except AnalysisDied:
            log.warning("analysis asked again", what=what)
            return await self._ask(what, text)

    async def _ask(self, what: What, text: str) -> Answer:
        child = await self._run()
        ask = Ask(next(self._ids), what, text)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[ask.id] = child, answer
        child.send(ask)
        try:
            return await asyncio.wait_for(answer, PATIENCE_S)
        except TimeoutError:
            log.warning("analysis hangs", what=what, characters=len(text))
            await child.kill()
            raise AnalysisDied from None
        finally:
            self._waiting.pop(ask.id, None)

    def _receive(self, message: Message) -> None:
        match message:
            case Told(id, answer):
                self._settle(id, answer)
            case Failed(id, detail):
                log.error("analysis failed", detail=detail)
                self._settle(id, AnalysisDied())
            case Ready(part, seconds, failure):
                self._warm[part].set()
                log.info("analysis ready", part=part, seconds=round(seconds, 2), failure=failure)

    def _settle(self, ask: int, answer: Answer | AnalysisDied) -> None:
        _, waiting = self._waiting.get(ask, (None, None))
        if waiting is None or waiting.done():
            return
        if isinstance(answer, AnalysisDied):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)

    async def _until_exit(self, child: Child) -> None:
        """Tell those who wait for this process that nobody will answer, and start anew for those who will ask."""
        code = await child.exited()
        for ask, (asked, _) in list(self._waiting.items()):
            if asked is child:
                self._settle(ask, AnalysisDied())
        if self._stopped or self._child is not child:
            return
        log.warning("analysis died", exit_code=code)
        if self._warm["kiwi"].is_set():  # else only a question is worth another try
            with contextlib.suppress(AnalysisDied):  # stopped meanwhile
                await self._run()
