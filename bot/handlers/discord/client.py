"""The client: which commands and buttons there are, and what answers them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import discord
from discord import app_commands

from bot.commands import COMMANDS
from bot.commands.actions import doable
from bot.commands.studio import Studio
from bot.config import Settings
from bot.handlers.discord.answer import answer
from bot.handlers.discord.buttons import ActionButton
from bot.handlers.discord.forms import sent
from bot.handlers.discord.menus import Menus
from bot.handlers.discord.messages import hear
from bot.handlers.discord.signature import app_command
from bot.handlers.discord.sync import sync_if_changed
from bot.handlers.discord.translator import CatalogTranslator
from bot.handlers.discord.welcome import TryButton, greet

RATE_LIMIT_PATIENCE_S = 30.0
"""A longer wait for a rate limit goes back to delivery, which has other jobs to show. Discord.py's smallest."""


class DiscordBot(discord.AutoShardedClient):
    """Needs no privileged intent. `studio` is what the commands work with, set before the first one arrives.

    Nobody is ever mentioned, whatever people write. Begins with one shard; `DiscordFront.start` asks for the number.
    """

    studio: Studio

    def __init__(self, settings: Settings) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks: no advice on voice
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            max_messages=None,
            shard_count=1,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=RATE_LIMIT_PATIENCE_S,
        )
        self.settings = settings
        self.leaving = False
        self._at_it: set[asyncio.Task[Any]] = set()
        self.tree = app_commands.CommandTree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        for command in COMMANDS:
            self.tree.add_command(app_command(command, partial(answer, command=command)))
        self.menus = Menus()
        for menu in self.menus.commands():
            self.tree.add_command(menu)
        self.add_dynamic_items(ActionButton, TryButton)

    def attach(self, studio: Studio) -> None:
        """Work with it from now on. What its backend cannot do is not offered, to whoever connects after this."""
        self.studio = studio
        able = doable(studio.backend.offers())
        for command in COMMANDS:
            if command not in able:
                self.tree.remove_command(command.name)

    @contextmanager
    def at_it(self) -> Iterator[None]:
        """While this lasts, somebody was heard and not answered yet."""
        task = asyncio.current_task()
        if task is not None:
            self._at_it.add(task)
        try:
            yield
        finally:
            self._at_it.discard(cast("asyncio.Task[Any]", task))

    async def leave(self, grace_s: float) -> None:
        """Hear nobody any more, answer those who were heard, for so long, and go. Idempotent."""
        self.leaving = True
        if self._at_it:
            await asyncio.wait(set(self._at_it), timeout=grace_s)
        await self.close()

    @property
    def connected(self) -> bool:
        """Whether it has logged in and was not closed since."""
        return self.user is not None and not self.is_closed()

    async def start_over(self) -> None:
        """Let go of what a login that failed has left, so that `login` may be called again.

        `close` would not do: it tells the next `connect` that it is over.
        """
        await self.http.close()
        self.http.connector = discord.utils.MISSING  # was closed with its session
        self.clear()
        self.add_dynamic_items(ActionButton, TryButton)  # was forgotten with all else

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py for every interaction; forms are answered here, all others elsewhere."""
        if interaction.type is discord.InteractionType.modal_submit:
            await sent(interaction)
            await self.menus.sent(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Called by discord.py for every message of others, and for our own."""
        await hear(message, self)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Called by discord.py when somebody has added the bot."""
        await greet(guild, self)

    async def setup_hook(self) -> None:
        """Called by discord.py when the login has succeeded."""
        await self.tree.set_translator(CatalogTranslator())
        await sync_if_changed(self.tree, self.settings.data_dir)
