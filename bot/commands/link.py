"""Several accounts, one person: a code from the one, typed with the other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.studio import Studio
from bot.errors import NotHere
from bot.i18n import duration, say
from bot.people import Account, Locale
from bot.store.linking import CODE_LIFE_S

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another."""
_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """Without a code: one is told."""

    code: Annotated[str, Option(main=True, max_length=40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkOptions:
    pass


async def link(context: Context, options: LinkOptions, studio: Studio) -> Reply:
    """Raises NotHere, WrongCode and TooManyCodes."""
    if not context.discreet:
        raise NotHere
    locale, store = context.locale, studio.store
    person = await store.person(context.account, locale)
    typed = "".join(filter(str.isalnum, options.code)).upper()
    if not options.code.strip():
        code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        await store.linking.offer(person, code, studio.clock())
        shown = f"{code[: _LENGTH // 2]}-{code[_LENGTH // 2 :]}"
        return Reply(say(locale, "link.code", {"code": shown, "time": duration(locale, CODE_LIFE_S)}))
    linked = await store.linking.redeem(context.account, person, typed, studio.clock())
    accounts = _named(await store.linking.accounts_of(linked.person), locale)
    return Reply(say(locale, "link.joined" if linked.joined else "link.known", {"accounts": accounts}))


async def unlink(context: Context, _options: UnlinkOptions, studio: Studio) -> Reply:
    """The account that it is said with leaves the others, with what was painted there."""
    left = await studio.store.linking.unlink(context.account)
    return Reply(say(context.locale, "link.alone" if left is None else "link.left"))


def _named(accounts: list[Account], locale: Locale) -> str:
    return ", ".join(say(locale, f"platform.{account.platform}") for account in accounts)


LINK = Command("link", LinkOptions, link)
UNLINK = Command("unlink", UnlinkOptions, unlink)
