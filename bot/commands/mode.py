"""The owner's switch: pause, drain, resume. It outlives restarts, and those who wait are told."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.base import Command, Context, Reply
from bot.commands.policy import owners_only
from bot.commands.studio import Studio
from bot.i18n import say
from bot.modes import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeOptions:
    pass


async def pause(context: Context, _options: ModeOptions, studio: Studio) -> Reply:
    """Raises OwnersOnly."""
    return await _set(context, studio, "paused")


async def drain(context: Context, _options: ModeOptions, studio: Studio) -> Reply:
    """Raises OwnersOnly."""
    return await _set(context, studio, "draining")


async def resume(context: Context, _options: ModeOptions, studio: Studio) -> Reply:
    """Raises OwnersOnly."""
    return await _set(context, studio, "open")


async def _set(context: Context, studio: Studio, mode: Mode) -> Reply:
    owners_only(studio, context)
    await studio.dispatcher.set_mode(mode)
    studio.delivery.wake()
    now = await studio.store.watch.tally(studio.clock(), studio.clock())
    return Reply(say(context.locale, f"mode.{mode}", {"count": now.waiting}))


PAUSE = Command("pause", ModeOptions, pause, audience="owners")
DRAIN = Command("drain", ModeOptions, drain, audience="owners")
RESUME = Command("resume", ModeOptions, resume, audience="owners")
