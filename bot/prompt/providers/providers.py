"""All that the owner turned on, as the planner asks it: one reading of a text within one budget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.prompt.language import HANGUL
from bot.prompt.providers.base import Additions, Budget, Enhancer, Interpreter, Paraphraser, Translation, Translator
from bot.prompt.providers.chain import Outcome, first
from bot.prompt.providers.remote import Remote
from bot.prompt.providers.stats import Stats
from bot.prompt.providers.wire import Wire

INTERPRET_S = 3.0
"""How long people wait for a translation that nothing is painted from."""
TRANSLATOR_FAILED, HELPER_FAILED = "warning.translator_failed", "warning.helper_failed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the providers made of a text; all of it empty where none is on or none answered.

    `translator` gave `english`, `helpers` paraphrases and additions. `warnings` are message keys.
    """

    english: str = ""
    unwanted: tuple[str, ...] = ()
    translator: str = ""
    paraphrases: tuple[str, ...] = ()
    additions: Additions = field(default_factory=Additions)
    helpers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Each kind best first. Belongs to one loop."""

    translators: Sequence[Translator]
    paraphrasers: Sequence[Paraphraser]
    enhancers: Sequence[Enhancer]
    interpreters: Sequence[Interpreter]
    remotes: Sequence[Remote]
    wire: Wire
    budget_s: float

    async def interpret(self, english: str) -> str:
        """In Korean, for who reads that; empty where none is on or none answered. Never raises."""
        budget = Budget.of(min(self.budget_s, INTERPRET_S))
        told = await first(self.interpreters, lambda one, left_s: one.interpret(english, left_s), budget)
        return told.answer or ""

    async def read(self, text: str, *, seed: int, enhance: bool) -> Reading:
        """Ask for all at once, then translate what was paraphrased in Korean. Never raises, never takes longer.

        `text` holds no protected spans. With `enhance` off, or with nothing but marks to read, nobody adds anything.
        """
        if not text.strip():
            return Reading()
        budget = Budget.of(self.budget_s)
        translators = self.translators if HANGUL.search(text) else ()
        translated, paraphrased, enhanced = await asyncio.gather(
            first(translators, lambda one, left_s: one.translate(text, left_s), budget),
            first(self.paraphrasers, lambda one, left_s: one.paraphrase(text, left_s), budget),
            first(self.enhancers if enhance else (), lambda one, left_s: one.enhance(text, seed, left_s), budget),
        )
        translation = translated.answer or Translation("")
        paraphrases = paraphrased.answer or ()
        if translation.english:
            paraphrases = await self._in_english(paraphrases, translators, budget)
        return Reading(
            english=translation.english,
            unwanted=translation.unwanted,
            translator=translated.provider,
            paraphrases=paraphrases,
            additions=enhanced.answer or Additions(),
            helpers=_ran(paraphrased, enhanced),
            warnings=_warnings(translated, paraphrased, enhanced),
        )

    async def _in_english(
        self, paraphrases: Sequence[str], translators: Sequence[Translator], budget: Budget
    ) -> tuple[str, ...]:
        """One that nobody translates in time stays as it is: the gloss reads it."""

        async def english(paraphrase: str) -> str:
            if not HANGUL.search(paraphrase):
                return paraphrase
            outcome = await first(translators, lambda one, left_s: one.translate(paraphrase, left_s), budget)
            return outcome.answer.english if outcome.answer else paraphrase

        return tuple(await asyncio.gather(*map(english, paraphrases)))

    @property
    def stats(self) -> tuple[Stats, ...]:
        """Of every remote provider, since the start."""
        return tuple(remote.stats for remote in self.remotes)

    async def stop(self) -> None:
        """Close the connections. Idempotent."""
        for remote in self.remotes:
            await remote.stop()
        await self.wire.close()


def _ran(*outcomes: Outcome[tuple[str, ...]] | Outcome[Additions]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(outcome.provider for outcome in outcomes if outcome.answer))


def _warnings(
    translated: Outcome[Translation], paraphrased: Outcome[tuple[str, ...]], enhanced: Outcome[Additions]
) -> tuple[str, ...]:
    found = [TRANSLATOR_FAILED] if translated.failed else []
    if paraphrased.failed or enhanced.failed:
        found.append(HELPER_FAILED)
    return tuple(found)
