"""What can be done with any message: paint over its picture, or read how that was painted."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.commands.base import fields_of
from bot.commands.imagine import IMAGINE
from bot.commands.own import refuse_unless_open
from bot.commands.recipe import RECIPE, recipe_of_job
from bot.errors import HwagaError, NoPictureHere, PictureGone
from bot.handlers.discord.answer import answer, say_alone, tell
from bot.handlers.discord.context import account_of, language_of, locale_of
from bot.handlers.discord.forms import form_of, written_in
from bot.handlers.discord.messages import job_in, picture_in
from bot.handlers.discord.translator import text_of
from bot.i18n import say
from bot.jobs import JobId

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

HELD = 500
"""Pictures whose forms are open: Discord hands a picture over with the menu, not again with the form."""

_ID = re.compile(r"hwaga:over:(\d{1,20})")


class Menus:
    """The message menus, and the pictures that their open forms are about."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, discord.Attachment] = OrderedDict()

    def commands(self) -> tuple[app_commands.ContextMenu, ...]:
        imagine = app_commands.ContextMenu(name=text_of("discord.menu.imagine"), callback=self.imagine)
        recipe = app_commands.ContextMenu(name=text_of("discord.menu.recipe"), callback=show_recipe)
        return imagine, recipe

    async def imagine(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Ask what becomes of the message's picture; without one, its words are what is painted."""
        picture = picture_in(message)
        try:
            await _refuse_unfit(interaction, message)
        except HwagaError as error:
            await tell(interaction, error.problem)
            return
        if picture is not None:
            self._held[str(message.id)] = picture
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        locale = await language_of(interaction)
        fields = [field for field in fields_of(IMAGINE.options) if field.name in _asked(with_picture=bool(picture))]
        custom_id = f"hwaga:over:{message.id if picture else 0}"
        title = say(locale, "discord.menu.imagine")
        filled = {"text": "" if message.author.bot else message.content}
        form = form_of(custom_id, title, IMAGINE.name, fields, filled, locale)
        await interaction.response.send_modal(form)

    async def sent(self, interaction: discord.Interaction[DiscordBot]) -> None:
        """The form came back. What was held before a restart is gone: the menu has to be opened once more."""
        data = cast("Mapping[str, Any]", interaction.data or {})
        found = _ID.fullmatch(str(data.get("custom_id", "")))
        if found is None:
            return
        picture = self._held.pop(found[1], None)
        if picture is None and found[1] != "0":
            await tell(interaction, PictureGone().problem)
            return
        await answer(interaction, {**written_in(data), "image": picture}, IMAGINE)


async def _refuse_unfit(interaction: discord.Interaction[DiscordBot], message: discord.Message) -> None:
    """Raises NoPictureHere, and NotForOthers for a picture of ours whose person wants nobody to go on from it."""
    if picture_in(message) is None and not message.content.strip():
        raise NoPictureHere
    if message.author == interaction.client.user:
        studio, job_id = interaction.client.studio, JobId(job_in(message))
        await refuse_unless_open(studio, account_of(interaction), locale_of(interaction), job_id)


def _asked(*, with_picture: bool) -> frozenset[str]:
    return frozenset({"text", "negative", "style", *({"strength"} if with_picture else ())})


async def show_recipe(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Of our own messages by their job, since sheets and smaller copies have lost it; else from the file."""
    picture, job_id = picture_in(message), job_in(message) if message.author == interaction.client.user else ""
    if job_id and await _known(interaction, JobId(job_id)):
        return
    if picture is None:
        await tell(interaction, NoPictureHere().problem)
        return
    await answer(interaction, {"image": picture}, RECIPE)


async def _known(interaction: discord.Interaction[DiscordBot], job_id: JobId) -> bool:
    """Whether the job is still there. Whoever sees its message sees what it was painted from, too."""
    try:
        job = await interaction.client.studio.store.job(job_id)
        if job is None:
            return False
        told = recipe_of_job(job, await language_of(interaction))
    except HwagaError as error:
        await tell(interaction, error.problem)
        return True
    await say_alone(interaction, told)
    return True
