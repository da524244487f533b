"""From a person's text to a `PromptPlan`; in the bot's loop, which never waits for a model: another process thinks."""

from __future__ import annotations

from dataclasses import replace

from bot.config import Settings
from bot.plan import PromptPlan, Weighted
from bot.prompt import options
from bot.prompt.analyst import Analyst
from bot.prompt.compose import merged, prompt_of, sentence_of
from bot.prompt.language import language_of
from bot.prompt.meaning import english_of, meaning_of
from bot.prompt.protected import protect, restore
from bot.prompt.tidy import tidy


class Planner:
    """Plans prompts. Belongs to the loop that started it."""

    def __init__(self, settings: Settings) -> None:
        self.analyst = Analyst(settings.lexicon)

    async def start(self) -> None:
        """Begin to warm the analysis process; returns at once."""
        await self.analyst.start()

    async def stop(self) -> None:
        """End the analysis process. Idempotent."""
        await self.analyst.stop()

    async def plan(self, text: str, *, raw: bool = False, style: str = "", negative: str = "") -> PromptPlan:
        """Understand a text of any kind and length; the same text always gives the same plan.

        `raw` takes the text as the prompt. `style` is a name or words of its own, `negative` what the person does not
        want, in Korean or English; both add to what is typed into the text. Raises AnalysisDied.
        """
        if raw:
            return await self._raw(text, style, negative)
        marked = protect(tidy(text))
        left, chosen, unknown = options.split(marked.text)
        chosen = {name: restore(value, marked.spans) for name, value in chosen.items()}
        meaning = await meaning_of(replace(marked, text=left), self.analyst)
        style = style or chosen.get("style", "")
        said = await english_of(tidy(style), self.analyst)
        return PromptPlan(
            text=text,
            language=language_of(restore(left, marked.spans)),
            lemmas=meaning.lemmas,
            negatives=meaning.negatives,
            options=chosen,
            unknown_options=unknown,
            style=style,
            protected=tuple(span.text for span in marked.spans if span.kind != "emoji"),
            english=meaning.english,
            glosses=meaning.glosses,
            unknown=meaning.unknown,
            coverage=meaning.coverage,
            keywords=tuple(Weighted(piece.text, piece.weight) for piece in meaning.pieces if not piece.verbatim),
            prompt=prompt_of(meaning, said),
            prompt_2=sentence_of(meaning, said),
            negative_prompt=merged(meaning.unwanted, [await self._unwanted(chosen.get("no", ""), negative)]),
            providers=meaning.providers,
            warnings=("warning.unknown_option",) if unknown else (),
        )

    async def _raw(self, text: str, style: str, negative: str) -> PromptPlan:
        """The prompt as it is typed."""
        prompt = text.encode("utf-8", "ignore").decode("utf-8").strip()
        said = merged([prompt], [await english_of(tidy(style), self.analyst)]) if style else prompt
        return PromptPlan(
            text=text,
            language=language_of(prompt),
            style=style,
            english=prompt,
            prompt=said,
            prompt_2=said,
            negative_prompt=await self._unwanted(negative),
        )

    async def _unwanted(self, *texts: str) -> str:
        return merged([await english_of(tidy(text), self.analyst) for text in texts])
