"""What a person changed of a plan by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.plan import PromptPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """None is what was left as it is; several changes together apply in this order.

    A new `text` is analysed, new `english` gets new keywords, a new `prompt` is taken as it is, `negative` takes the
    place of the negative prompt.
    """

    text: str | None = None
    english: str | None = None
    prompt: str | None = None
    negative: str | None = None

    @property
    def said(self) -> str:
        """All that the person wrote and wants to see."""
        return "\n".join(filter(None, (self.text, self.english, self.prompt)))


def taken(previous: PromptPlan, prompt: str) -> PromptPlan:
    """The previous plan with a prompt as it was typed. What was understood of the old words is told no more."""
    prompt = prompt.encode("utf-8", "ignore").decode("utf-8").strip()
    return replace(
        previous,
        lemmas=(),
        paraphrases=(),
        english=prompt,
        glosses=(),
        unknown=(),
        coverage=1.0,
        keywords=(),
        prompt=prompt,
        prompt_2=prompt,
        providers=(),
        warnings=(),
    )
