"""`@bot 고양이` in any chat: the person's pictures that fit, and a button that paints it."""

from __future__ import annotations

from telegram import InlineQuery, InlineQueryResultArticle, InlineQueryResultCachedPhoto, InputTextMessageContent
from telegram.constants import InlineQueryLimit

from bot.commands.studio import Studio
from bot.handlers.telegram.layout import cut, plain
from bot.i18n import choose, say
from bot.jobs import Job, JobState
from bot.people import Account, Locale

MOST_SHOWN = 20
LOOKED_AT = 200
"""Jobs among which those are sought that fit."""
CAPTION_UNITS = 200

Result = InlineQueryResultArticle | InlineQueryResultCachedPhoto


async def answer_inline(query: InlineQuery, studio: Studio) -> None:
    """What is shown is the person's own, so nobody else gets it from Telegram's memory. Raises TelegramError."""
    locale = choose(query.from_user.language_code, studio.settings.locale)
    person = await studio.store.person(Account("telegram", str(query.from_user.id)), locale)
    jobs = [job for job in await studio.store.jobs_of(person, (JobState.DONE,), LOOKED_AT) if _fits(job, query.query)]
    known = await studio.store.telegram.pictures([job.id for job in jobs])
    photos: list[Result] = [
        InlineQueryResultCachedPhoto(job.id, known[job.id], caption=cut(plain(job.plan.text), CAPTION_UNITS))
        for job in jobs
        if job.id in known
    ]
    username = query.get_bot().username
    await query.answer(
        [*_paint_it(query.query.strip(), username, locale), *photos[:MOST_SHOWN]], cache_time=0, is_personal=True
    )


def _fits(job: Job, sought: str) -> bool:
    """A veiled picture is not shown where it could not be hidden."""
    words = sought.casefold().split()
    told = f"{job.plan.text} {job.request.prompt}".casefold()
    return not job.spoiler and all(word in told for word in words)


def _paint_it(text: str, username: str, locale: Locale) -> list[Result]:
    """A command in the person's name: in private modes, too, a bot sees what was sent by way of it."""
    if not text:
        return []
    words = cut(text, InlineQueryLimit.MAX_QUERY_LENGTH)
    return [
        InlineQueryResultArticle(
            "paint",
            say(locale, "telegram.paint_it", {"text": words}),
            InputTextMessageContent(f"/imagine@{username} {words}"),
            description=say(locale, "telegram.paint_it_where"),
        )
    ]
