"""Who may ask: an owner bans and lets in accounts and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast, get_args

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.policy import owners_only
from bot.commands.studio import Studio
from bot.errors import NobodyKnown, NobodyNamed
from bot.i18n import say
from bot.jobs import JobId
from bot.people import Account, Place, Platform
from bot.store import Ruling
from bot.store.choices import Standing

_MENTION = re.compile(r"<@!?(\d+)>")
_NAMED = re.compile(rf"(?P<place>place:)?(?P<platform>{'|'.join(get_args(Platform))}):(?P<id>\S+)")
HERE = "here"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoOptions:
    """An account (telegram:123, or a mention), a place (place:discord:456, here), or a job: then its person."""

    who: Annotated[str, Option(main=True, max_length=100)] = ""


async def ban(context: Context, options: WhoOptions, studio: Studio) -> Reply:
    """Raises OwnersOnly, NobodyKnown and NobodyNamed."""
    return await _stand(context, options, studio, "banned")


async def allow(context: Context, options: WhoOptions, studio: Studio) -> Reply:
    """Lift a ban, or let in where only those are who were let in. Raises what `ban` raises."""
    return await _stand(context, options, studio, "allowed")


async def _stand(context: Context, options: WhoOptions, studio: Studio, standing: Standing) -> Reply:
    owners_only(studio, context)
    meant = await _meant(context, options.who.strip(), studio)
    person = await studio.store.person(context.account, context.locale)
    names = ", ".join(f"{'place:' if isinstance(each, Place) else ''}{each.platform}:{each.id}" for each in meant)
    for each in meant:
        await studio.store.choices.stand(each, standing)
    at = studio.clock()
    await studio.store.rule(
        Ruling(at=at, person=person, place=context.place, what="standing", outcome=standing, category=names)
    )
    return Reply(say(context.locale, f"standing.{standing}", {"who": names}))


async def _meant(context: Context, who: str, studio: Studio) -> Sequence[Account | Place]:
    """All accounts of a person. Raises NobodyKnown and NobodyNamed."""
    if not who:
        raise NobodyNamed
    if who == HERE:
        return (context.place,)
    if mention := _MENTION.fullmatch(who):
        return await _all_of(Account(context.account.platform, mention[1]), studio)
    if named := _NAMED.fullmatch(who):
        platform = cast("Platform", named["platform"])
        return (
            (Place(platform, named["id"]),) if named["place"] else await _all_of(Account(platform, named["id"]), studio)
        )
    job = await studio.store.job(JobId(who))
    if job is None:
        raise NobodyKnown(who)
    return await studio.store.linking.accounts_of(job.person)


async def _all_of(account: Account, studio: Studio) -> Sequence[Account]:
    """The account, whether it is known or not, and those that are linked with it."""
    linked = await studio.store.linking.linked_with(account)
    return linked or (account,)


BAN = Command("ban", WhoOptions, ban, audience="owners")
ALLOW = Command("allow", WhoOptions, allow, audience="owners")
