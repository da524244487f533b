"""One's own pictures so far: told page by page, and any of them shown again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Command, Context, Option, Reply
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NoJobYet, NotPainted
from bot.i18n import duration, say
from bot.jobs import Job, JobState
from bot.people import Locale, PersonId
from bot.store.album import Page

PAGE = 10
"""Pictures that are told at once."""
_LONGEST_TEXT = 60
_HIGHEST = 10_000
"""Above it, digits are a job's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOptions:
    """`job` is the number that a picture has in the list, or its id: it is shown again."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""
    page: Annotated[int, Option(minimum=1, maximum=_HIGHEST // PAGE)] = 1
    favourites: Annotated[bool, Option()] = False


async def history(context: Context, options: HistoryOptions, studio: Studio) -> Reply | Job:
    """Raises NoSuchJob, NotYours and NotPainted."""
    person = await studio.store.person(context.account, context.locale)
    if options.job.strip():
        return await _shown_again(context, person, options, studio)
    page = await studio.store.album.page(person, options.page, PAGE, favourites_only=options.favourites)
    if not page.total:
        return Reply(say(context.locale, "history.no_favourites" if options.favourites else "history.none"))
    return Reply(_told(page, options.page, studio.clock(), context.locale))


async def _shown_again(context: Context, person: PersonId, options: HistoryOptions, studio: Studio) -> Job:
    """Through delivery, as when it was new: what cannot be shown now is shown later."""
    job = await _meant(person, options, studio)
    if job.state != JobState.DONE or not job.results:
        raise NotPainted
    await studio.store.album.show_again(job.id, await context.acknowledge(), studio.clock())
    studio.delivery.wake()
    return await find(studio, person, job.id, tuple(JobState))


async def _meant(person: PersonId, options: HistoryOptions, studio: Studio) -> Job:
    wanted = options.job.strip()
    if not wanted.isdecimal() or int(wanted) > _HIGHEST:
        return await find(studio, person, wanted, tuple(JobState))
    number = max(int(wanted), 1)
    page = await studio.store.album.page(person, number, 1, favourites_only=options.favourites)
    for job in page.jobs:
        return job
    raise NoJobYet("")


def _told(page: Page, number: int, now: float, locale: Locale) -> str:
    pages = math.ceil(page.total / PAGE)
    first = (number - 1) * PAGE + 1
    title = say(locale, "history.title", {"count": page.total, "page": number, "pages": pages})
    lines = [_line(job, n, now, locale, kept=job.id in page.favourites) for n, job in enumerate(page.jobs, first)]
    return "\n".join([title, *lines, say(locale, "history.hint")])


def _line(job: Job, number: int, now: float, locale: Locale, *, kept: bool) -> str:
    text = " ".join((job.plan.text or job.request.prompt).split())
    text = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    values = {
        "number": str(number),
        "star": "★ " if kept else "",
        "text": text or say(locale, "history.photo"),
        "seed": str(job.request.seed),
        "ago": duration(locale, round((now - job.finished_at) / 60) * 60 or 60),
    }
    return say(locale, "history.line", values)


HISTORY = Command("history", HistoryOptions, history)
