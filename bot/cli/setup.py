"""`hwaga setup discord`: from a token to a bot that can be invited. One subcommand a platform."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import click
import discord

from bot.cli.dotenv import put
from bot.cli.setup_telegram import telegram_command
from bot.errors import FrontError, WrongToken
from bot.handlers.discord.front import TOKEN
from bot.handlers.discord.permissions import INVITED_WITH
from bot.i18n import say
from bot.people import Locale

ENV = Path(".env")


def setup_command(locale: Locale) -> click.Command:
    """The subcommand, described in the person's language."""
    return click.Group(
        "setup", commands=[discord_command(locale), telegram_command(locale)], help=say(locale, "cli.setup")
    )


def discord_command(locale: Locale) -> click.Command:
    return click.Command("discord", callback=_discord, help=say(locale, "cli.setup.discord"))


@click.pass_obj
def _discord(locale: Locale) -> None:
    click.echo(say(locale, "setup.discord.how", {"url": "https://discord.com/developers/applications"}))
    token = str(click.prompt(say(locale, "setup.token"), hide_input=True)).strip()
    try:
        name, application_id = asyncio.run(check(token))
    except WrongToken as error:
        raise click.ClickException(say(locale, "setup.refused", {"platform": "Discord"})) from error
    put(ENV, "DISCORD_TOKEN", token)
    click.echo(say(locale, "setup.discord.works", {"name": name, "file": str(ENV)}))
    for key, url in links(application_id).items():
        click.echo(f"{say(locale, key)}\n  {url}")
    click.echo(say(locale, "setup.next"))


async def check(token: str) -> tuple[str, int]:
    """Ask Discord whose token it is: the bot's name and its application's id. Raises WrongToken and FrontError."""
    if not TOKEN.fullmatch(token):
        raise WrongToken("discord", "not a token's form")
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            raise WrongToken("discord", str(error)) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise FrontError("discord", str(error) or type(error).__name__) from error
        if client.user is None or client.application_id is None:
            raise FrontError("discord", "no bot")
        return client.user.name, client.application_id


def links(application_id: int) -> dict[str, str]:
    """Where to add the bot to a server, with just what it needs; and to one's own account, where it needs nothing."""
    server = discord.utils.oauth_url(application_id, permissions=INVITED_WITH, scopes=("bot", "applications.commands"))
    own = discord.utils.oauth_url(application_id, scopes=("applications.commands",))
    return {"setup.discord.server": server, "setup.discord.own": f"{own}&integration_type=1"}
