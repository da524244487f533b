"""The checkpoints that can be painted with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.base import Command, Completion, Context, Reply
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.i18n import say
from bot.people import Locale


def complete_model(typed: str, _locale: Locale, offers: Capabilities) -> Sequence[Completion]:
    begun = typed.strip().casefold()
    return [Completion(name, name) for name in offers.checkpoints if begun in name.casefold()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsOptions:
    pass


async def models_(context: Context, _options: ModelsOptions, studio: Studio) -> Reply:
    """All of them by name; the first one is used where nobody chooses."""
    offers = studio.backend.offers()
    names = "\n".join((*offers.checkpoints,) or (offers.checkpoint,))
    return Reply(say(context.locale, "models.all", {"names": names, "usual": offers.checkpoint}))


MODELS = Command("models", ModelsOptions, models_)
