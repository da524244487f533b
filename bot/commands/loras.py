"""LoRAs: which there are, and how they get into a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands.base import Command, Completion, Context, Reply
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities, LoraCard
from bot.errors import UnknownLora
from bot.i18n import say
from bot.people import Locale
from bot.requests import Lora, Request
from bot.tags import same, split, together


def complete_lora(typed: str, _locale: Locale, offers: Capabilities) -> Sequence[Completion]:
    """The last of several that are being typed; those before it stay."""
    before, comma, last = typed.rpartition(",")
    start = f"{before}{comma} " if comma else ""
    begun = last.strip().casefold()
    names = (card.name for card in offers.loras if begun in card.name.casefold())
    return [Completion(f"{start}{name}", f"{start}{name}") for name in names]


def tagged(request: Request, offers: Capabilities) -> Request:
    """The request with the LoRAs of its prompts' tags, no tags, and the words that bring its LoRAs out.

    Raises UnknownLora and BadOption.
    """
    prompt, first = split(request.prompt)
    prompt_2, second = split(request.prompt_2)
    negative, _ignored = split(request.negative_prompt)
    loras = known(together(request.loras, second, first), offers)
    words = [word for lora in loras for word in _card(lora, offers).words]
    return replace(
        request,
        prompt=_with(prompt, words),
        prompt_2=_with(prompt_2, words) if prompt_2 else "",
        negative_prompt=negative,
        loras=loras,
    )


def known(loras: tuple[Lora, ...], offers: Capabilities) -> tuple[Lora, ...]:
    """By the names that they have. Raises UnknownLora."""
    return tuple(replace(lora, name=_card(lora, offers).name) for lora in loras)


def _card(lora: Lora, offers: Capabilities) -> LoraCard:
    card = next((card for card in offers.loras if same(lora.name, card.name)), None)
    if card is None:
        raise UnknownLora(lora.name, ", ".join(card.name for card in offers.loras) or "–")
    return card


def _with(prompt: str, words: Sequence[str]) -> str:
    missing = [word for word in words if word.casefold() not in prompt.casefold()]
    return ", ".join(filter(None, (prompt, *missing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LorasOptions:
    pass


async def loras_(context: Context, _options: LorasOptions, studio: Studio) -> Reply:
    """All of them by name, with their words."""
    locale, cards = context.locale, studio.backend.offers().loras
    if not cards:
        return Reply(say(locale, "loras.none"))
    rows = (f"{card.name} ({', '.join(card.words)})" if card.words else card.name for card in cards)
    return Reply(say(locale, "loras.all", {"names": "\n".join(rows), "first": cards[0].name}))


LORAS = Command("loras", LorasOptions, loras_)
