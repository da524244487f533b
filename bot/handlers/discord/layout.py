"""A view as a Discord message: the headline as its text, the details as an embed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.handlers.discord.escape import CONTENT_LIMIT, escaped
from bot.views import View

EMBED_LIMIT = 6000
"""Characters of all of an embed's texts together."""
FIELD_LIMIT = 25
LABEL_LIMIT = 256
VALUE_LIMIT = 1024
SHORT = 24
"""Values of so many characters stand beside each other."""
BAR_BLOCKS = 20


def content_of(view: View, notes: Sequence[str] = ()) -> str:
    """The headline behind whom it calls, above a bar where it is known how far the picture is, and the small print."""
    called = "".join(f"<@{mention.account}> " for mention in view.mentions)
    bar = "" if view.fraction is None else f"\n{_bar(view.fraction)}"
    below = bar + "".join(f"\n-# {note}" for note in notes)
    return called + escaped(view.headline, CONTENT_LIMIT - len(called) - len(below)) + below


def _bar(fraction: float) -> str:
    full = round(min(max(fraction, 0.0), 1.0) * BAR_BLOCKS)
    return "▰" * full + "▱" * (BAR_BLOCKS - full)


def embeds_of(view: View) -> list[discord.Embed]:
    """One embed with a field a detail, as many as fit; none without details."""
    embed = discord.Embed()
    room = EMBED_LIMIT
    for label, value in view.details[:FIELD_LIMIT]:
        name = escaped(label, LABEL_LIMIT)
        room -= len(name)
        if room <= 0:
            break
        text = escaped(value, min(VALUE_LIMIT, room))
        room -= len(text)
        embed.add_field(name=name, value=text, inline=len(value) <= SHORT)
    return [embed] if embed.fields else []
