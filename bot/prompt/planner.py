"""From a person's text to a `PromptPlan`; in the bot's loop, which never waits for a model: another process thinks."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.config import Settings
from bot.errors import AnalysisDied
from bot.plan import PromptPlan, Weighted
from bot.prompt import options
from bot.prompt.analyst import Analyst
from bot.prompt.compose import merged, prompt_of, sentence_of
from bot.prompt.corrections import corrected
from bot.prompt.edits import Edit, taken
from bot.prompt.enriched import enriched, fitting, ran, sayable
from bot.prompt.language import language_of
from bot.prompt.meaning import as_scene, english_of, meaning_of
from bot.prompt.orders import as_wish
from bot.prompt.providers.base import Additions
from bot.prompt.providers.memory import Memory
from bot.prompt.providers.providers import Reading
from bot.prompt.providers.styles import asked_for, is_name, names_one
from bot.prompt.providers.table import providers_of
from bot.prompt.providers.wire import Wire
from bot.prompt.restyled import restyled
from bot.prompt.tidy import tidy
from bot.prompt.typed import Typed
from bot.prompt.wanted import as_negative


@dataclass(frozen=True, slots=True)
class _Look:
    """A style in English: words for the prompt, phrases for the negative prompt, and whether the table knew it."""

    said: str
    unwanted: tuple[str, ...]
    unknown: bool


class Planner:
    """Plans prompts. Belongs to the loop that started it."""

    def __init__(self, settings: Settings, memory: Memory | None = None) -> None:
        """`memory` keeps what providers answered; without one, this process does."""
        self.analyst = Analyst(settings.lexicon, settings.marian)
        self.providers = providers_of(settings, Wire(memory), self.analyst)
        self._enhance = settings.enhance
        self._swap = settings.swap_prompts

    async def start(self) -> None:
        """Begin to warm the analysis process; returns at once."""
        await self.analyst.start()

    async def stop(self) -> None:
        """End the analysis process, close the connections. Idempotent."""
        await self.providers.stop()
        await self.analyst.stop()

    async def plan(
        self,
        text: str,
        *,
        raw: bool = False,
        style: str = "",
        usual_style: str = "",
        negative: str = "",
        seed: int = 0,
    ) -> PromptPlan:
        """Understand a text of any kind and length; the same text and seed always give the same plan.

        `raw`, or typing it, takes the text as the prompt. `style` is a name or words of its own, `negative` what the
        person does not want, in Korean or English; both add to what is typed into the text. `usual_style` is theirs
        where neither they nor the text name one. `seed` is the picture's: it chooses a style where the choice is left
        open, unless the text has a seed of its own. Raises AnalysisDied.
        """
        if raw:
            return await self._raw(text, style, negative, seed)
        typed = Typed.of(text)
        if "raw" in typed.options:
            return await self._typed_raw(typed, style, negative, seed)
        style = style or typed.style or ("" if names_one(typed.words.text) else usual_style)
        return self._turned(await self._understood(typed, style, negative, typed.seed(seed)))

    async def _typed_raw(self, typed: Typed, style: str, negative: str, seed: int) -> PromptPlan:
        """With --raw in the text itself."""
        unwanted = ", ".join(filter(None, (typed.options.get("no", ""), negative)))
        plan = await self._raw(typed.left, style or typed.style, unwanted, seed)
        warnings = (*(("warning.unknown_option",) if typed.unknown else ()), *plan.warnings)
        return replace(plan, text=typed.text, options=typed.options, unknown_options=typed.unknown, warnings=warnings)

    async def _understood(self, typed: Typed, style: str, negative: str, seed: int) -> PromptPlan:
        meaning, reading, look = await asyncio.gather(
            meaning_of(typed.words, self.analyst),
            self.providers.read(sayable(typed.words), seed=seed, enhance=self._enhance and not style),
            self._look(style, seed),
        )
        meaning = await enriched(meaning, reading, typed.words, self.analyst)
        meaning, is_story = as_scene(meaning, typed.words.text)
        additions = fitting(Additions(reading.additions.wanted, (*look.unwanted, *reading.additions.unwanted)), meaning)
        said = merged([look.said], additions.wanted)
        unwanted = await self._unwanted(typed.options.get("no", ""), negative)
        return PromptPlan(
            text=typed.text,
            language=language_of(typed.left),
            lemmas=meaning.lemmas,
            negatives=meaning.negatives,
            options=typed.options,
            unknown_options=typed.unknown,
            style=style,
            negative=negative,
            protected=tuple(span.text for span in typed.words.spans if span.kind != "emoji"),
            paraphrases=reading.paraphrases,
            english=meaning.english,
            glosses=meaning.glosses,
            denied=meaning.denied,
            unknown=meaning.unknown,
            coverage=meaning.coverage,
            keywords=tuple(Weighted(piece.text, piece.weight) for piece in meaning.pieces if not piece.verbatim),
            prompt=prompt_of(meaning, said),
            prompt_2=sentence_of(meaning, said),
            negative_prompt=merged(meaning.unwanted, [unwanted], additions.unwanted),
            providers=ran(meaning, reading),
            warnings=_warnings(typed.unknown, look, reading, is_story=is_story),
        )

    async def korean(self, english: str) -> str:
        """An English text for who reads Korean: by a provider where one is on, else as far as the lexicon knows it.

        Empty where nothing of it is known, and for what is no English. Never raises.
        """
        text = sayable(Typed.of(english).words)
        if language_of(text) != "en":
            return ""
        with suppress(AnalysisDied):  # the text is there without
            return await self.providers.interpret(text) or await self.analyst.retell(text)
        return ""

    async def correct(self, previous: PromptPlan, text: str, *, seed: int = 0) -> PromptPlan:
        """The previous plan as a text that answers its picture wants it: "모자만 빨갛게", "more snow, at night".

        What the text does not mention stays; give the picture's own `seed`, and keep it. Raises AnalysisDied.
        """
        change = await self._styled(self._turned(await self.plan(as_wish(text), seed=seed)), seed)
        return self._turned(corrected(restyled(self._turned(previous), change, seed), change, text))

    async def _styled(self, change: PromptPlan, seed: int) -> PromptPlan:
        """With the styles that a correction names as such: "make it watercolour", 수채화로 바꿔 줘."""
        named = [keyword for keyword in change.keywords if is_name(keyword.text)]
        if not named or change.style:
            return change
        style = ", ".join(keyword.text for keyword in named)
        look = await self._look(style, seed)
        return replace(
            change,
            style=style,
            keywords=tuple(keyword for keyword in change.keywords if keyword not in named),
            prompt_2=merged([change.english], [look.said]),
            negative_prompt=merged([change.negative_prompt], look.unwanted),
        )

    async def edit(self, previous: PromptPlan, edit: Edit, *, seed: int = 0) -> PromptPlan:
        """The previous plan as a person edited it; `seed` is the picture's. Raises AnalysisDied."""
        plan = previous
        if edit.text is not None:
            by_hand = "" if previous.style == options.style_of(previous.options) else previous.style
            plan = await self.plan(edit.text, style=by_hand, negative=previous.negative, seed=seed)
        if edit.english is not None:
            plan = await self._reworded(plan, edit.english)
        if edit.prompt is not None:
            plan = taken(plan, edit.prompt)
        if edit.negative is not None:
            plan = replace(plan, negative_prompt=await self._unwanted(edit.negative))
        return plan

    async def _reworded(self, previous: PromptPlan, english: str) -> PromptPlan:
        """With another English sentence, whose keywords are found anew."""
        change, previous = self._turned(await self.plan(english)), self._turned(previous)
        said = previous.prompt_2.removeprefix(previous.english).strip(" ,")
        plan = replace(
            taken(previous, english),
            english=change.english,
            keywords=change.keywords,
            prompt=merged([change.prompt], [said]),
            prompt_2=merged([change.english], [said]),
            negative_prompt=merged([previous.negative_prompt], [change.negative_prompt]),
            providers=change.providers,
            warnings=change.warnings,
        )
        return self._turned(plan)

    def _turned(self, plan: PromptPlan) -> PromptPlan:
        """With the encoders' prompts exchanged, or back again, where the owner wants the sentence in the first one."""
        return replace(plan, prompt=plan.prompt_2, prompt_2=plan.prompt) if self._swap else plan

    async def _look(self, style: str, seed: int) -> _Look:
        """Names in the style table, and words of one's own in English."""
        if not style.strip():
            return _Look("", (), unknown=False)
        additions, unknown = asked_for(tidy(style), seed)
        own = [await english_of(name, self.analyst) for name in unknown]
        return _Look(merged(own, additions.wanted), additions.unwanted, unknown=bool(unknown))

    async def _raw(self, text: str, style: str, negative: str, seed: int) -> PromptPlan:
        """The prompt as it is typed."""
        prompt = text.encode("utf-8", "ignore").decode("utf-8").strip()
        look = await self._look(style, seed)
        said = merged([prompt], [look.said]) if look.said else prompt
        return PromptPlan(
            text=text,
            language=language_of(prompt),
            style=style,
            negative=negative,
            english=prompt,
            prompt=said,
            prompt_2=said,
            negative_prompt=merged([await self._unwanted(negative)], look.unwanted),
            warnings=("warning.unknown_style",) if look.unknown else (),
        )

    async def _unwanted(self, *texts: str) -> str:
        english = [await english_of(tidy(text), self.analyst) for text in texts]
        return merged(as_negative(phrase) for text in english for phrase in text.split(", "))


def _warnings(unknown_options: tuple[str, ...], look: _Look, reading: Reading, *, is_story: bool) -> tuple[str, ...]:
    own = (
        ("warning.unknown_option", bool(unknown_options)),
        ("warning.unknown_style", look.unknown),
        ("warning.story", is_story),
    )
    return (*(key for key, holds in own if holds), *reading.warnings)
