"""The whole of it, on the checkpoint that comes along: Korean in, a picture out, in Discord."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
import simcord
from PIL import Image, ImageStat
from pydantic import SecretStr

from bot.app import create
from bot.config import Settings
from bot.i18n import say
from bot.jobs import JobState
from bot.people import Account
from tests.handlers.discord.world import World

PATIENCE_S = 240


@pytest.mark.long
async def test_a_korean_text_is_understood_painted_and_corrected_by_a_button(tmp_path: Path) -> None:
    token = SecretStr("never looked at")
    app = create(Settings(_env_file=None, data_dir=tmp_path, torch_threads=1, discord_token=token, port=0))
    assert app.discord is not None
    async with simcord.run(app.discord, settle_timeout=PATIENCE_S) as env:
        with env.time_context():
            await app.start()
            await app.studio.planner.plan("바다")  # wakes the analysis, which SimCord would not wait for
            await app.studio.planner.plan("a sea")
            guild = env.create_guild()
            alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
            world = World(guild.create_text_channel("art"), alice, bob)
            await alice.slash(world.channel, "imagine", text="밤하늘에 뜬 달", seed=7)
            async with asyncio.timeout(PATIENCE_S):
                await app.studio.delivery.settled()
            shown = await alice.click(world.message, label=say("en", "action.edit"))
            await alice.submit_modal(shown, {"text": "노을 지는 바다"})
            async with asyncio.timeout(PATIENCE_S):
                await app.studio.delivery.settled()

            person = await app.studio.store.person(Account("discord", str(alice.id)), "en")
            evening, night = await app.studio.store.jobs_of(person, (JobState.DONE,))
            light, dark = [await _light(await app.studio.store.file(job.results[0])) for job in (evening, night)]
            assert evening.request.seed == night.request.seed == 7
            assert light > dark + 20
            assert {gloss.source for gloss in night.plan.known} >= {"달"}
            await app.stop()


async def _light(png: bytes) -> float:
    """Mean brightness, 0-255."""
    with Image.open(BytesIO(png)) as image:
        return ImageStat.Stat(image.convert("L")).mean[0]
