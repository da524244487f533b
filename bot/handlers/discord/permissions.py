"""What the bot may do where it was asked, and the names of what it may not."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.i18n import say
from bot.people import Locale

TO_SHOW = ("view_channel", "attach_files", "embed_links")
"""To edit pictures into its own answers."""
INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)
"""All that it ever needs."""


def missing(allowed: discord.Permissions, needed: Sequence[str]) -> tuple[str, ...]:
    """Those of the needed that are not allowed."""
    return tuple(name for name in needed if not getattr(allowed, name))


def lacking_in(message: discord.Message) -> tuple[str, ...]:
    """What the bot would need to answer a message where it was written."""
    channel, guild = message.channel, message.guild
    if guild is None or isinstance(channel, discord.DMChannel | discord.GroupChannel | discord.PartialMessageable):
        return ()
    speak = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
    return missing(channel.permissions_for(guild.me), (*TO_SHOW, speak, "read_message_history"))


def names_of(permissions: Sequence[str], locale: Locale) -> str:
    """As Discord's own settings call them."""
    return ", ".join(say(locale, f"permission.{name}") for name in permissions)
