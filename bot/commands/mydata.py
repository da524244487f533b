"""What is kept of a person: handed over, or erased."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

import structlog

from bot.commands.base import Attachment, Command, Context, Option, Reply
from bot.commands.exported import Box, archive, boxes, record
from bot.commands.studio import Studio
from bot.errors import BadOption, NotHere
from bot.i18n import LOCALES, say
from bot.people import Locale, PersonId
from bot.requests import pictures_of
from bot.sessions.moves import Forget
from bot.sessions.session import SessionId

log = structlog.get_logger()

EXPORT, ERASE = "export", "erase"
_ONE_AT_A_TIME = asyncio.Semaphore(1)
"""An archive is made in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MydataOptions:
    """`part` of the archive, which is cut to what may be sent. Erasing wants its words typed in `confirm`."""

    do: Annotated[str, Option(main=True, choices=(EXPORT, ERASE))] = EXPORT
    part: Annotated[int, Option(minimum=1, maximum=10_000)] = 1
    confirm: Annotated[str, Option(max_length=60)] = ""


async def mydata(context: Context, options: MydataOptions, studio: Studio) -> Reply:
    """Raises NotHere, and BadOption for a part that there is not."""
    if not context.discreet:
        raise NotHere
    person = await studio.store.person(context.account, context.locale)
    if options.do == ERASE:
        return await _erased(context, options, person, studio)
    async with _ONE_AT_A_TIME:
        return await _exported(context, options, person, studio)


async def _exported(context: Context, options: MydataOptions, person: PersonId, studio: Studio) -> Reply:
    kept = await studio.store.album.everything(person)
    names = {name for job in kept.jobs for name in (*job.results, *pictures_of(job.request))}
    names |= {part.picture for part in kept.parts if part.picture is not None}
    cut, too_large = boxes(kept, await studio.store.album.sizes(names), context.file_limit_bytes)
    if options.part > len(cut):
        raise BadOption("part", str(options.part), f"1–{len(cut)}")
    box: Box = cut[options.part - 1]
    files = {path: await studio.store.file(name) for path, name in box.files}
    about = record(kept) if options.part == 1 else b""
    data = await asyncio.to_thread(archive, about, files)
    values = {"part": options.part, "parts": len(cut), "next": min(options.part + 1, len(cut))}
    said = [say(context.locale, "mydata.here" if len(cut) == 1 else "mydata.part", values)]
    said += [say(context.locale, "mydata.too_large", {"count": too_large})] if too_large else []
    return Reply(" ".join(said), Attachment(f"hwaga-{options.part}.zip", data))


async def _erased(context: Context, options: MydataOptions, person: PersonId, studio: Studio) -> Reply:
    if _letters(options.confirm) not in {_letters(say(locale, "mydata.word")) for locale in LOCALES}:
        return Reply(_sure(context.locale))
    album, erased = studio.store.album, False
    for session in await album.sessions(person):
        await studio.salon.sessions.play(SessionId(session), Forget(person))
    while not erased:  # what is asked for meanwhile is stopped as well
        for job_id in await album.unfinished(person):
            await studio.dispatcher.cancel(job_id)
        erased = await album.erase(person)
    log.info("person erased")
    return Reply(say(context.locale, "mydata.erased"))


def _sure(locale: Locale) -> str:
    """What is to be said to go on; joined by hyphens where options are typed and end at a space."""
    word = say(locale, "mydata.word")
    return say(locale, "mydata.sure", {"word": word, "typed": word.replace(" ", "-")})


def _letters(typed: str) -> str:
    """Without spaces, hyphens and quotes, which are easily other ones."""
    return "".join(filter(str.isalnum, typed)).casefold()


MYDATA = Command("mydata", MydataOptions, mydata)
