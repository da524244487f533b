"""An interaction, as a command sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.utils import MISSING

from bot.commands.spoken import spoken
from bot.commands.studio import Studio
from bot.handlers.discord.permissions import TO_SHOW, missing, names_of
from bot.handlers.discord.posts import Post, words
from bot.i18n import choose, say
from bot.people import Account, Address, Locale, Place

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

TOKEN_LIFE_S = 15 * 60
"""How long an interaction's token edits its message."""


class DiscordContext:
    """`private` answers are seen by their person only."""

    def __init__(self, interaction: discord.Interaction[Any], studio: Studio, *, private: bool) -> None:
        self.account = account_of(interaction)
        self.place = place_of(interaction)
        self.here = Place("discord", str(interaction.channel_id or ""), self.place.private)
        self.name = interaction.user.display_name
        self.locale = choose(interaction.locale.value, studio.settings.locale)
        self.roles = roles_of(interaction)
        self.file_limit_bytes = interaction.filesize_limit
        self.discreet = private or self.place.private
        self._interaction = interaction
        self._clock = studio.clock
        self._private = private
        self._ack: discord.InteractionCallbackResponse[Any] | None = None
        self._address: Address | None = None

    async def manages(self) -> bool:
        """Discord's own "Manage Server"; outside of servers only who is alone with the bot."""
        return self._interaction.permissions.manage_guild if self._interaction.guild_id else self.place.private

    async def hear(self) -> None:
        """Make Discord show that the bot is thinking, in the message that the answer will be edited into. Idempotent.

        Raises discord.HTTPException.
        """
        if not self._interaction.response.is_done():
            self._ack = await self._interaction.response.defer(ephemeral=self._private, thinking=True)

    async def acknowledge(self) -> Address:
        """Raises discord.HTTPException."""
        if self._address is None:
            await self.hear()
            self._address = self._address_of(self._ack)
            await self._tell_what_lacks()
        return self._address

    async def _tell_what_lacks(self) -> None:
        """Where the bot may not show pictures, the person learns from whom to ask for what, and nobody else does."""
        lacking = missing(self._interaction.app_permissions, TO_SHOW)
        if self._private or self._interaction.guild_id is None or not lacking:
            return
        await self._interaction.edit_original_response(content=say(self.locale, "stage.thinking"))
        names = names_of(lacking, self.locale)
        await self._tell(words(say(self.locale, "discord.missing_here", {"names": names})))

    async def reply(self, post: Post) -> None:
        """Say it in place of the acknowledgement, or else to the person alone. Raises discord.HTTPException."""
        if not self._interaction.response.is_done():
            await self._interaction.response.send_message(
                post.content,
                embeds=post.embeds,
                files=post.files() or MISSING,
                view=post.buttons or MISSING,
                ephemeral=True,
            )
        else:
            await self._interaction.edit_original_response(
                content=post.content, embeds=post.embeds, attachments=post.files(), view=post.buttons
            )

    async def refuse(self, post: Post) -> None:
        """Say it to the person alone, and take away what the others saw. Raises discord.HTTPException."""
        if self._ack is None or self._ack.is_ephemeral() or self._private:
            await self.reply(post)
            return
        # the first message after a "thinking" takes its place, for everybody: so that place is filled, then emptied
        await self._interaction.edit_original_response(content="…")
        await self._tell(post)
        await self._interaction.delete_original_response()

    async def _tell(self, post: Post) -> None:
        """Say something more to the person alone."""
        await self._interaction.followup.send(post.content, ephemeral=True)

    def _address_of(self, ack: discord.InteractionCallbackResponse[Any] | None) -> Address:
        """Where apps that people brought along may not speak up, Discord makes any answer private."""
        interaction = self._interaction
        return Address(
            platform="discord",
            locale=self.locale,
            channel=str(interaction.channel_id or ""),
            message=str(ack.message_id or "") if ack is not None else "",
            ephemeral=self._private or (ack is not None and ack.is_ephemeral()),
            account=self.account.id,
            file_limit_bytes=interaction.filesize_limit,
            application_id=str(interaction.application_id),
            interaction_token=interaction.token,
            token_expires_at=self._clock() + TOKEN_LIFE_S,
            channel_reachable=_reachable(interaction),
        )


def account_of(interaction: discord.Interaction[Any]) -> Account:
    return Account("discord", str(interaction.user.id))


def locale_of(interaction: discord.Interaction[DiscordBot]) -> Locale:
    """The language of the person's Discord."""
    return choose(interaction.locale.value, interaction.client.settings.locale)


async def language_of(interaction: discord.Interaction[DiscordBot]) -> Locale:
    """What the person, or else the place, has chosen of us; without a choice, that of their Discord."""
    hint = locale_of(interaction)
    return await spoken(interaction.client.studio, account_of(interaction), place_of(interaction), hint)


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """A server, or a channel outside of any; private with the bot alone."""
    if interaction.guild_id is not None:
        return Place("discord", str(interaction.guild_id), private=False)
    return Place("discord", str(interaction.channel_id), private=interaction.context.dm_channel is True)


def roles_of(interaction: discord.Interaction[Any]) -> tuple[str, ...]:
    """The person's roles in the server; none where the bot itself is no member of it."""
    member = interaction.user
    return tuple(str(role.id) for role in member.roles) if isinstance(member, discord.Member) else ()


def _reachable(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot can edit its message there without the token, which needs the bot to be there itself.

    Where a person has installed it for themselves only, it is not.
    """
    if interaction.guild_id is None:
        return interaction.context.dm_channel is True
    allowed = interaction.app_permissions
    is_member = interaction.client.get_guild(interaction.guild_id) is not None
    return is_member and allowed.view_channel and allowed.attach_files
