"""`hwaga setup telegram`: from a token to a bot that hears what it should."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

from bot.cli.dotenv import put
from bot.cli.settings import read_settings
from bot.errors import FrontError, WrongToken
from bot.handlers.telegram.front import TOKEN
from bot.i18n import say
from bot.people import Locale

ENV = Path(".env")


def telegram_command(locale: Locale) -> click.Command:
    return click.Command("telegram", callback=_telegram, help=say(locale, "cli.setup.telegram"))


@click.pass_obj
def _telegram(locale: Locale) -> None:
    click.echo(say(locale, "setup.telegram.how", {"url": "https://t.me/BotFather"}))
    token = str(click.prompt(say(locale, "setup.token"), hide_input=True)).strip()
    try:
        bot = asyncio.run(check(token, read_settings().telegram_api_url))
    except WrongToken as error:
        raise click.ClickException(say(locale, "setup.refused", {"platform": "Telegram"})) from error
    put(ENV, "TELEGRAM_TOKEN", token)
    name = bot.username or bot.first_name
    click.echo(say(locale, "setup.telegram.works", {"name": name, "file": str(ENV)}))
    for key in advice(bot):
        click.echo(say(locale, key, {"name": name}))
    for key, url in links(name).items():
        click.echo(f"{say(locale, key)}\n  {url}")
    click.echo(say(locale, "setup.next"))


async def check(token: str, api_url: str) -> User:
    """Ask Telegram whose token it is, and what that bot may. Raises WrongToken and FrontError."""
    if not TOKEN.fullmatch(token):
        raise WrongToken("telegram", "not a token's form")
    bot = Bot(token, base_url=f"{api_url.rstrip('/')}/bot")
    try:
        await bot.initialize()
    except InvalidToken as error:  # whose own text has the token in it
        raise WrongToken("telegram", "Unauthorized") from error.__cause__
    except TelegramError as error:
        raise FrontError("telegram", error.message) from error
    else:
        return bot.bot
    finally:
        await bot.shutdown()


def advice(bot: User) -> list[str]:
    """What is set at BotFather, where it should be known or can be better, as messages."""
    return [
        "setup.telegram.open" if bot.can_read_all_group_messages else "setup.telegram.privacy",
        *([] if bot.can_join_groups else ["setup.telegram.no_groups"]),
        *([] if bot.supports_inline_queries else ["setup.telegram.no_inline"]),
    ]


def links(name: str) -> dict[str, str]:
    """Where to find the bot."""
    talk = f"https://t.me/{name}"
    return {"setup.telegram.talk": talk, "setup.telegram.group": f"{talk}?startgroup=true"}
