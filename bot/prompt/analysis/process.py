"""The analysis process: answers what the planner asks, each part warming behind the one that is needed first.

Imports nothing heavy itself: every part imports what it needs when it is made.
"""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from bot.child import Parent, yield_cpu
from bot.prompt.analysis.answers import Answer, Ask, Failed, Korean, Part, Ready, Told

if TYPE_CHECKING:
    from bot.prompt.analysis.english import Keywords
    from bot.prompt.analysis.marian import Marian
    from bot.prompt.analysis.okt import Okt
    from bot.prompt.analysis.reader import Reader

PartT = TypeVar("PartT")


def serve(parent: Parent, own_lexicon: Path | None, marian: str | None) -> None:
    """Target of the `Child`."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    yield_cpu()
    analysis = Analysis(parent, own_lexicon, marian)
    for ask in parent:
        analysis.answer(ask)


class Analysis:
    """Kiwi, KeyBERT, Okt and Marian, a thread each: a question waits for its own part, not for the others.

    They load one after another, since three imports at once slow each other down. A part that cannot be made fails
    the questions that need it; without Okt, Korean is read by Kiwi alone.
    """

    def __init__(self, parent: Parent, own_lexicon: Path | None, marian: str | None) -> None:
        self._parent = parent
        self._own_lexicon = own_lexicon
        self._marian_name = marian
        self._began = time.monotonic()
        self._kiwi, self._keybert, self._okt, self._marian = (ThreadPoolExecutor(1, name) for name in get_args(Part))
        self._reader = self._kiwi.submit(self._make, "kiwi", self._make_reader)
        self._keywords = self._keybert.submit(self._make, "keybert", self._make_keywords)
        self._witness = self._okt.submit(self._make, "okt", self._make_witness)
        self._translator = self._marian.submit(self._make, "marian", self._make_translator) if marian else None

    def answer(self, ask: Ask) -> None:
        """Queue a question; its answer goes to the bot from the thread that finds it."""
        match ask.what:
            case "analyse":
                self._kiwi.submit(self._tell, ask, self._analyse)
            case "retell":
                self._kiwi.submit(self._tell, ask, lambda ask: self._reader.result().retell(ask.text))
            case "keywords":
                self._keybert.submit(self._tell, ask, lambda ask: self._keywords.result().of(ask.text))
            case "translate":
                self._marian.submit(self._tell, ask, self._translate)

    def _tell(self, ask: Ask, find: Callable[[Ask], Answer | None]) -> None:
        try:
            answer = find(ask)
        except Exception as error:  # noqa: BLE001 - the edge of the process: a bug costs one question, not all
            traceback.print_exc()
            self._parent.send(Failed(ask.id, f"{type(error).__name__}: {error}"))
        else:
            if answer is not None:
                self._parent.send(Told(ask.id, answer))

    def _analyse(self, ask: Ask) -> Korean | None:
        """None where another thread will answer."""
        reader = self._reader.result()
        heard = reader.hear(ask.text)
        if not heard.needs_witness:
            return reader.understand(heard)
        self._okt.submit(self._tell, ask, lambda _: reader.understand(heard, self._trusted_witness()))
        return None

    def _translate(self, ask: Ask) -> str:
        if self._translator is None:
            raise LookupError("no translator was asked for")
        return self._translator.result().translate(ask.text)

    def _trusted_witness(self) -> Okt | None:
        with contextlib.suppress(Exception):  # told when it failed to load
            return self._witness.result()
        return None

    def _make(self, name: Part, part: Callable[[], PartT]) -> PartT:
        try:
            made = part()
        except Exception as error:
            traceback.print_exc()
            self._parent.send(Ready(name, time.monotonic() - self._began, f"{type(error).__name__}: {error}"))
            raise
        self._parent.send(Ready(name, time.monotonic() - self._began))
        return made

    def _make_reader(self) -> Reader:
        from bot.prompt.analysis.reader import Reader  # noqa: PLC0415 - Kiwi

        return Reader(self._own_lexicon)

    def _make_keywords(self) -> Keywords:
        wait([self._reader])
        from bot.prompt.analysis.english import Keywords  # noqa: PLC0415 - torch

        return Keywords()

    def _make_witness(self) -> Okt:
        wait([self._keywords])
        from bot.prompt.analysis.okt import Okt  # noqa: PLC0415 - the JVM

        return Okt()

    def _make_translator(self) -> Marian:
        from bot.prompt.analysis.marian import Marian, is_there  # noqa: PLC0415 - only who wants it pays for it

        name = self._marian_name or ""
        if not is_there(name):
            raise FileNotFoundError(name)
        wait([self._witness])
        return Marian(name)
