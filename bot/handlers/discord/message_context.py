"""A message to the bot, as a command sees it: answers are replies to it, by the bot's own right to write there."""

from __future__ import annotations

import discord
import structlog
from discord.utils import MISSING

from bot.handlers.discord.files import FILE_LIMIT_BYTES
from bot.handlers.discord.posts import Post, words
from bot.i18n import choose, say
from bot.people import Account, Address, Locale, Place
from bot.prompt.language import HANGUL

log = structlog.get_logger()


class MessageContext:
    """The person's language is that of what they write, else that of the server; Discord does not tell."""

    def __init__(self, message: discord.Message, default: Locale) -> None:
        guild = message.guild
        self.account = Account("discord", str(message.author.id))
        self.place = Place("discord", str(message.channel.id if guild is None else guild.id), private=guild is None)
        self.here = Place("discord", str(message.channel.id), self.place.private)
        hint = None if guild is None else guild.preferred_locale.value
        self.locale: Locale = "ko" if HANGUL.search(message.content) else choose(hint, default)
        author = message.author
        self.name = author.display_name
        self.roles = tuple(str(role.id) for role in author.roles) if isinstance(author, discord.Member) else ()
        self.file_limit_bytes = FILE_LIMIT_BYTES if guild is None else int(guild.filesize_limit)
        self.discreet = guild is None
        self._message = message
        self._status: discord.Message | None = None

    async def manages(self) -> bool:
        """Discord's own "Manage Server"; outside of servers only who is alone with the bot."""
        author = self._message.author
        return author.guild_permissions.manage_guild if isinstance(author, discord.Member) else self.place.private

    async def hear(self) -> None:
        """A reply needs words."""

    async def acknowledge(self) -> Address:
        """Reply at once, with the message that becomes the picture. Raises discord.HTTPException."""
        if self._status is None:
            self._status = await self._send(words(say(self.locale, "stage.thinking")))
        return Address(
            platform="discord",
            locale=self.locale,
            channel=str(self._message.channel.id),
            message=str(self._status.id),
            reply_to=str(self._message.id),
            account=self.account.id,
            file_limit_bytes=self.file_limit_bytes,
            channel_reachable=True,
        )

    async def reply(self, post: Post) -> None:
        """Say it in the acknowledgement's place, or in a reply of its own. Raises discord.HTTPException."""
        if self._status is None:
            await self._send(post)
        else:
            await self._status.edit(
                content=post.content, embeds=post.embeds, attachments=post.files(), view=post.buttons
            )

    async def refuse(self, post: Post) -> None:
        """Say it in a direct message; who takes none is told here that there is something to say, and not what.

        Raises discord.HTTPException.
        """
        guild = self._message.guild
        if guild is None:
            await self.reply(post)
            return
        where = words(say(self.locale, "refused.there", {"place": guild.name}))
        try:
            await self._message.author.send(f"{where.content}\n{post.content}")
        except discord.HTTPException as error:
            log.info("not refused in private", platform="discord", problem=str(error))
            await self.reply(words(say(self.locale, "refused.here")))
        else:
            await self._retract()

    async def _retract(self) -> None:
        status, self._status = self._status, None
        if status is not None:
            await status.delete()

    async def _send(self, post: Post) -> discord.Message:
        """The message that is replied to may be deleted meanwhile: then it is an answer all the same."""
        return await self._message.channel.send(
            post.content,
            embeds=post.embeds,
            files=post.files() or MISSING,
            view=post.buttons or MISSING,
            reference=self._message.to_reference(fail_if_not_exists=False),
        )
