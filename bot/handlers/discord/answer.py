"""The edge between Discord and commands: every interaction is acknowledged, run, and answered in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import discord
import structlog

from bot.commands.base import Command, Context, Reply
from bot.commands.parse import Given, parse
from bot.commands.spoken import spoken
from bot.errors import HwagaError, NotAllowed, Problem, Refused
from bot.handlers.discord.attachments import fetched, refuse_large
from bot.handlers.discord.context import DiscordContext, language_of
from bot.handlers.discord.posts import Post, post_of_reply, words
from bot.i18n import say_problem
from bot.people import Locale

if TYPE_CHECKING:
    from bot.handlers.discord.client import DiscordBot

log = structlog.get_logger()


Chosen = Given | discord.Attachment | None
"""An option's value as Discord hands it over."""


class Answering(Context, Protocol):
    """What somebody did to be answered: used a command, pressed a button, wrote a message."""

    locale: Locale

    async def hear(self) -> None:
        """Show at once that it was heard, where that needs no words. Raises discord.HTTPException."""
        ...

    async def reply(self, post: Post) -> None:
        """Say it in place of the acknowledgement, if there was one. Raises discord.HTTPException."""
        ...

    async def refuse(self, post: Post) -> None:
        """Say it to the person alone, where that is possible. Raises discord.HTTPException."""
        ...


async def answer(
    interaction: discord.Interaction[DiscordBot], chosen: Mapping[str, Chosen], command: Command[Any]
) -> None:
    """Run a command with what was chosen. A bug is told to the person as such and raised again."""
    context = DiscordContext(interaction, interaction.client.studio, private=not command.public)
    await answered(context, chosen, command, interaction.client)


async def answered(context: Answering, chosen: Mapping[str, Chosen], command: Command[Any], bot: DiscordBot) -> None:
    """The same for whatever was done. Where it cannot be told any more, that is logged.

    A bot that leaves hears nothing: Discord says so, where an acknowledgement would promise an answer.
    """
    if bot.leaving:
        return
    try:
        with bot.at_it():
            await _answered(context, chosen, command, bot)
    except discord.HTTPException as error:
        # too late to acknowledge, or what was to be answered is gone: nobody is left to be told
        log.warning("not answered", command=command.name, problem=str(error))


async def _answered(context: Answering, chosen: Mapping[str, Chosen], command: Command[Any], bot: DiscordBot) -> None:
    try:
        reply = await _run(context, chosen, command, bot)
    except NotAllowed as error:
        await context.refuse(words(say_problem(context.locale, error.problem)))
        return
    except HwagaError as error:
        if not isinstance(error, Refused):
            log.error("command failed", command=command.name, problem=str(error))  # noqa: TRY400 - ours, with its data
        reply = Reply(say_problem(context.locale, error.problem))
    except discord.HTTPException:
        raise
    except Exception:
        await context.reply(words(say_problem(context.locale, HwagaError().problem)))
        raise
    if reply is not None:
        await context.reply(await post_of_reply(reply, context.file_limit_bytes, bot.studio.backend.offers()))


async def tell(interaction: discord.Interaction[DiscordBot], problem: Problem) -> None:
    """Say it to the person alone, as the interaction's first answer. Raises discord.HTTPException."""
    await say_alone(interaction, say_problem(await language_of(interaction), problem))


async def say_alone(interaction: discord.Interaction[DiscordBot], text: str) -> None:
    """The same with words."""
    await interaction.response.send_message(words(text).content, ephemeral=True)


async def _run(
    context: Answering, chosen: Mapping[str, Chosen], command: Command[Any], bot: DiscordBot
) -> Reply | None:
    """What is to be said; None where delivery will. Acknowledges before anything that could take time."""
    refuse_large(chosen, bot.settings.picture_max_mib)
    await context.hear()
    context.locale = await spoken(bot.studio, context.account, context.place, context.locale)
    await context.acknowledge()
    options = parse(command.options, await fetched(chosen))
    result = await command.run(context, options, bot.studio)
    return result if isinstance(result, Reply) else None
