"""Shows jobs in Discord: one message a job, edited in place, by the way that is open."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import discord
import structlog
from discord.utils import MISSING

from bot.couriers import pin_due
from bot.errors import NewsLater, ShowLater, Unreachable
from bot.handlers.discord.budget import NewsBudget
from bot.handlers.discord.faults import NO_WAY_THERE, TOKEN_IS_DEAD, delivery_errors
from bot.handlers.discord.posts import Post, post_of
from bot.i18n import say
from bot.people import Address, Platform
from bot.views import View

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

log = structlog.get_logger()

WORTH_A_MESSAGE = frozenset({"done", "failed"})
"""Stages that are sent to the person where the message cannot be edited any more; the others are not missed."""
NEWS = frozenset({"thinking", "queued", "painting"})
"""Stages that others follow."""
SOON_S, LOOK_AGAIN_S = 1.0, 30.0
"""While the bot is not connected: soon after its start, when it is about to be, then more and more rarely."""


class DiscordCourier:
    """For 15 minutes the interaction's token edits the message; after that the bot itself, where it is in the channel;
    else the result is sent to the person.
    """

    platform: Platform = "discord"
    min_interval_s = 2.0

    def __init__(self, bot: DiscordBot) -> None:
        self._bot = bot
        self._budget = NewsBudget()
        self._since = time.monotonic()

    async def show(self, address: Address, view: View) -> Address:
        """Edits, and so is idempotent; a message to the person carries the job's id as its nonce."""
        if not self._bot.connected:
            raise ShowLater(self._away_s())
        if view.stage in NEWS and (wait_s := self._budget.spend("" if self._has_token(address) else address.channel)):
            raise NewsLater(wait_s)
        post = await post_of(view, address.file_limit_bytes, self._notes(address, view))
        with delivery_errors():
            if view.stage == "call":
                return await self._called(address, view, post)
            address, edited = await self._edited(address, post)
            if edited:
                return await self._pinned(address, view)
            if view.stage not in WORTH_A_MESSAGE:
                return address
            return await self._to_person(address, view, post)

    async def remove(self, address: Address, view: View) -> None:
        """Edits the picture away. An answer that only its person sees is out of reach when its token has ended."""
        if not self._bot.connected:
            raise ShowLater(self._away_s())
        post = await post_of(view, address.file_limit_bytes)
        with delivery_errors():
            if view.stage == "call":
                await self._at(address).delete()
                return
            address, edited = await self._edited(address, post)
        if not edited:
            raise Unreachable(address.channel)

    async def _called(self, address: Address, view: View, post: Post) -> Address:
        """A message of its own that rings for those who are called, and for nobody else. Raises Unreachable."""
        if not address.channel_reachable or address.ephemeral:
            raise Unreachable(address.channel)
        people = [discord.Object(int(mention.account)) for mention in view.mentions]
        board = self._at(replace(address, message=address.reply_to))
        sent = await self._bot.get_partial_messageable(int(address.channel)).send(
            post.content,
            view=post.buttons or MISSING,
            allowed_mentions=discord.AllowedMentions(everyone=False, users=people, roles=False, replied_user=False),
            reference=board.to_reference(fail_if_not_exists=False),
        )
        return replace(address, message=str(sent.id))

    def _notes(self, address: Address, view: View) -> tuple[str, ...]:
        """Who waits is told beforehand how the picture comes where this message cannot become it later."""
        if view.stage not in NEWS or (address.channel_reachable and not address.ephemeral):
            return ()
        return (say(view.locale, "discord.privately_later"),)

    def _has_token(self, address: Address) -> bool:
        return bool(address.interaction_token) and self._bot.studio.clock() < address.token_expires_at

    async def _edited(self, address: Address, post: Post) -> tuple[Address, bool]:
        """The address less the ways that turned out to be closed, and whether one was open."""
        if self._has_token(address):
            if await self._by_token(address, post):
                return address, True
            address = replace(address, interaction_token="")
        if address.channel_reachable and not address.ephemeral:
            if await self._by_channel(address, post):
                return address, True
            address = replace(address, channel_reachable=False)
        return address, False

    async def _by_token(self, address: Address, post: Post) -> bool:
        """Whether the token still lived, since clocks differ, and the place takes what it was to show."""
        webhook = discord.Webhook.partial(int(address.application_id), address.interaction_token, client=self._bot)
        try:
            await webhook.edit_message(
                int(address.message),
                content=post.content,
                embeds=post.embeds,
                attachments=post.files(),
                view=post.buttons,
            )
        except discord.HTTPException as error:
            if error.code in TOKEN_IS_DEAD | NO_WAY_THERE:
                return False
            raise
        return True

    async def _by_channel(self, address: Address, post: Post) -> bool:
        """Whether the bot is still there and may write."""
        try:
            await self._at(address).edit(
                content=post.content,
                embeds=post.embeds,
                attachments=post.files(),
                view=post.buttons,
            )
        except discord.HTTPException as error:
            if error.code in NO_WAY_THERE:
                return False
            raise
        return True

    def _away_s(self) -> float:
        """As long again as it has been away."""
        return min(max(time.monotonic() - self._since, SOON_S), LOOK_AGAIN_S)

    def _at(self, address: Address) -> discord.PartialMessage:
        return self._bot.get_partial_messageable(int(address.channel)).get_partial_message(int(address.message))

    async def _pinned(self, address: Address, view: View) -> Address:
        due = pin_due(address, view)
        if due is None or address.ephemeral or not address.channel_reachable:
            return address
        message = self._at(address)
        try:
            await (message.pin() if due == "pin" else message.unpin())
        except discord.HTTPException as error:
            log.info("message not pinned", due=due, channel=address.channel, error=str(error))
            return replace(address, pinned=False)
        except (aiohttp.ClientError, TimeoutError, OSError):  # the message itself is shown: another time
            return address
        return replace(address, pinned=due == "pin")

    async def _to_person(self, address: Address, view: View, post: Post) -> Address:
        """A private message; from now on it is the one that is edited."""
        if not address.account:
            raise Unreachable(address.channel)
        channel = await self._bot.create_dm(discord.Object(int(address.account)))
        message = await channel.send(
            post.content,
            embeds=post.embeds,
            files=post.files() or MISSING,
            view=post.buttons or MISSING,
            nonce=view.job_id,
        )
        return replace(
            address, channel=str(channel.id), message=str(message.id), ephemeral=False, channel_reachable=True
        )
