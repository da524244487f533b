"""`App.discord` is the whole bot: whoever has a Discord of their own can drive it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import discord
import pytest
import simcord
from pydantic import SecretStr

from bot.app import create
from bot.config import Settings
from bot.i18n import say
from tests.handlers.discord.house import PATIENCE_S
from tests.handlers.discord.world import World


@pytest.mark.parametrize("shards", [None, 1])
async def test_an_app_works_for_whoever_connects_its_discord(tmp_path: Path, shards: int | None) -> None:
    token = SecretStr("never looked at")
    settings = Settings(_env_file=None, data_dir=tmp_path, backend="fake", discord_token=token, port=0)
    app = create(settings)
    assert isinstance(app.discord, discord.AutoShardedClient)
    async with simcord.run(app.discord, shard_count=shards, settle_timeout=PATIENCE_S) as env:
        with env.time_context():
            await app.start()
            guild = env.create_guild()
            alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
            world = World(guild.create_text_channel("art"), alice, bob)
            await world.imagine()
            async with asyncio.timeout(PATIENCE_S):
                await app.studio.delivery.settled()

            assert world.message.content == say("en", "view.done")
            assert app.failed == {}
            await app.stop()
