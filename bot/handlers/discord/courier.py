"""Shows jobs in Discord: one message a job, edited in place, by the way that is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord.utils import MISSING

from bot.errors import ShowLater, Unreachable
from bot.handlers.discord.buttons import buttons_of
from bot.handlers.discord.faults import NO_WAY_THERE, TOKEN_IS_DEAD, delivery_errors
from bot.handlers.discord.files import files_of, fitting
from bot.handlers.discord.layout import content_of, embeds_of
from bot.people import Address, Platform
from bot.views import Picture, View

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

WORTH_A_MESSAGE = frozenset({"done", "failed"})
"""Stages that are sent to the person where the message cannot be edited any more; the others are not missed."""
LOOK_AGAIN_S = 30.0
"""While the bot is not connected."""


class DiscordCourier:
    """For 15 minutes the interaction's token edits the message; after that the bot itself, where it is in the channel;
    else the result is sent to the person.
    """

    platform: Platform = "discord"
    min_interval_s = 2.0

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot

    async def show(self, address: Address, view: View) -> Address:
        """Edits, and so is idempotent; a message to the person carries the job's id as its nonce."""
        if not self._bot.connected:
            raise ShowLater(LOOK_AGAIN_S)
        pictures = await fitting(view, address.file_limit_bytes)
        with delivery_errors():
            if address.interaction_token and self._bot.studio.clock() < address.token_expires_at:
                if await self._by_token(address, view, pictures):
                    return address
                address = replace(address, interaction_token="")
            if address.channel_reachable and not address.ephemeral:
                if await self._by_channel(address, view, pictures):
                    return address
                address = replace(address, channel_reachable=False)
            if view.stage not in WORTH_A_MESSAGE:
                return address
            return await self._to_person(address, view, pictures)

    async def remove(self, address: Address, view: View) -> None:
        """Edits the picture away. An answer that only its person sees is out of reach when its token has ended."""
        if not self._bot.connected:
            raise ShowLater(LOOK_AGAIN_S)
        with delivery_errors():
            alive = address.interaction_token and self._bot.studio.clock() < address.token_expires_at
            if alive and await self._by_token(address, view, ()):
                return
            if address.channel_reachable and not address.ephemeral and await self._by_channel(address, view, ()):
                return
        raise Unreachable(address.channel)

    async def _by_token(self, address: Address, view: View, pictures: tuple[Picture, ...]) -> bool:
        """Whether the token still lived: clocks differ."""
        webhook = discord.Webhook.partial(int(address.application_id), address.interaction_token, client=self._bot)
        try:
            await webhook.edit_message(
                int(address.message),
                content=content_of(view),
                embeds=embeds_of(view),
                attachments=_or_missing(files_of(view, pictures)),
                view=buttons_of(view),
            )
        except discord.HTTPException as error:
            if error.code in TOKEN_IS_DEAD:
                return False
            raise
        return True

    async def _by_channel(self, address: Address, view: View, pictures: tuple[Picture, ...]) -> bool:
        """Whether the bot is still there and may write."""
        channel = self._bot.get_partial_messageable(int(address.channel))
        try:
            await channel.get_partial_message(int(address.message)).edit(
                content=content_of(view),
                embeds=embeds_of(view),
                attachments=_or_missing(files_of(view, pictures)),
                view=buttons_of(view),
            )
        except discord.HTTPException as error:
            if error.code in NO_WAY_THERE:
                return False
            raise
        return True

    async def _to_person(self, address: Address, view: View, pictures: tuple[Picture, ...]) -> Address:
        """A private message; from now on it is the one that is edited."""
        if not address.account:
            raise Unreachable(address.channel)
        channel = await self._bot.create_dm(discord.Object(int(address.account)))
        message = await channel.send(
            content_of(view),
            embeds=embeds_of(view),
            files=files_of(view, pictures) or MISSING,
            view=buttons_of(view) or MISSING,
            nonce=view.job_id,
        )
        return replace(
            address, channel=str(channel.id), message=str(message.id), ephemeral=False, channel_reachable=True
        )


def _or_missing(files: list[discord.File] | None) -> list[discord.File]:
    """discord.py's way to say: leave them as they are."""
    return MISSING if files is None else files
