"""A message before it is sent: what it says, shows and offers, whichever way it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import discord
from discord.utils import MISSING

from bot.commands.actions import offered
from bot.commands.base import Attachment, Reply
from bot.engine.backend import Capabilities
from bot.handlers.discord.escape import CONTENT_LIMIT, escaped
from bot.handlers.discord.files import files_of, fitting
from bot.handlers.discord.keyboard import buttons_of
from bot.handlers.discord.layout import content_of, embeds_of
from bot.i18n import say
from bot.views import View


@dataclass(frozen=True, slots=True)
class Post:
    """`attached` of None leaves a message's files as they are."""

    content: str
    embeds: list[discord.Embed]
    attached: tuple[Attachment, ...] | None
    buttons: discord.ui.View | None

    def files(self) -> list[discord.File]:
        """New ones for every call, since each is read once. discord.py's MISSING leaves files as they are."""
        if self.attached is None:
            kept: list[discord.File] = MISSING
            return kept
        return [discord.File(BytesIO(file.data), file.name, spoiler=file.veiled) for file in self.attached]


def words(text: str) -> Post:
    """Plain text, as it was written."""
    return Post(escaped(text, CONTENT_LIMIT), [], (), None)


async def post_of(view: View, file_limit_bytes: int, notes: Sequence[str] = ()) -> Post:
    """A job as it stands, with small print below its headline."""
    picture = await fitting(view, file_limit_bytes)
    if picture is not None and picture.mime != "image/png":
        notes = (*notes, say(view.locale, "discord.smaller"))
    return Post(content_of(view, notes), embeds_of(view), files_of(view, picture), buttons_of(view))


async def post_of_reply(reply: Reply, file_limit_bytes: int, offers: Capabilities) -> Post:
    """What a command has to say."""
    if reply.view is not None:
        able = offered(offers)
        actions = tuple(action for action in reply.view.actions if action in able)
        return await post_of(replace(reply.view, actions=actions), file_limit_bytes)
    return words(reply.text) if reply.file is None else replace(words(reply.text), attached=(reply.file,))
