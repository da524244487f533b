"""Buttons that carry their job in their id: they work after any restart, and whose they are is asked when pressed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.commands.actions import ACTIONS, command_of, given
from bot.commands.own import find
from bot.commands.play import expect_turn
from bot.errors import ActionGone, HwagaError
from bot.handlers.discord.answer import answer, tell
from bot.handlers.discord.context import account_of, locale_of
from bot.handlers.discord.forms import Errand, open_form
from bot.handlers.discord.keyboard import Key
from bot.jobs import Job, JobId, JobState
from bot.views import Action

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot


class ActionButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"hwaga:(?P<action>[a-z_]+):(?P<job>[0-9a-f]{16})(?::(?P<picture>[1-9]))?",
):
    """Does its action with its job, or with one of its pictures, if whoever presses it may."""

    def __init__(self, action: Action, job_id: JobId, picture: int = 0) -> None:
        self.action = action
        self.job_id = job_id
        self.picture = picture
        super().__init__(discord.ui.Button(custom_id=Key(action, picture).custom_id(job_id)))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py's signature
        item: discord.ui.Item[Any],  # noqa: ARG003
        match: re.Match[str],
    ) -> ActionButton:
        return cls(cast("Action", match["action"]), JobId(match["job"]), int(match["picture"] or 0))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """What everybody would see is first held against whose job it is: a refusal is nobody else's business."""
        command = command_of(self.action) if self.action in ACTIONS else None
        if command is None:  # of a later or an earlier Hwaga
            await tell(interaction, ActionGone().problem)
            return
        deed, asks = ACTIONS[self.action], ACTIONS[self.action].asks
        of_job = not deed.of_session and (asks or command.public)
        try:
            job = await own_job(interaction, self.job_id) if of_job else None
            if deed.of_session and asks:
                studio = interaction.client.studio
                await expect_turn(account_of(interaction), locale_of(interaction), self.job_id, studio)
        except HwagaError as error:
            await tell(interaction, error.problem)
            return
        if asks:
            await open_form(interaction, Errand(self.action, self.job_id, self.picture), job)
        else:
            await answer(interaction, given(self.action, self.job_id, self.picture), command)


async def own_job(interaction: discord.Interaction[DiscordBot], job_id: JobId) -> Job:
    """The job, if it is the person's. Raises NoSuchJob, NotYours and UnreadableJob."""
    studio = interaction.client.studio
    person = await studio.store.person(account_of(interaction), locale_of(interaction))
    return await find(studio, person, job_id, tuple(JobState))
