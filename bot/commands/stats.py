"""How busy it is: what was painted in a day, and how long people waited for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.base import Command, Context, Reply
from bot.commands.studio import Studio
from bot.i18n import duration, say

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsOptions:
    pass


async def stats(context: Context, _options: StatsOptions, studio: Studio) -> Reply:
    """Counts only: whose the pictures are is nobody's business."""
    locale, now = context.locale, studio.clock()
    person = await studio.store.person(context.account, locale)
    all_, own = [await studio.store.watch.tally(now, now - DAY_S, whose) for whose in (None, person)]
    rows = [
        say(locale, "stats.now", {"waiting": all_.waiting, "painting": all_.painting}),
        say(locale, "stats.day", {"done": all_.count("done"), "own": own.count("done"), "count": all_.people}),
    ]
    if all_.waited_s is not None and all_.painted_s is not None:
        times = {"waited": duration(locale, all_.waited_s), "painted": duration(locale, all_.painted_s)}
        rows.append(say(locale, "stats.times", times))
    return Reply("\n".join(rows))


STATS = Command("stats", StatsOptions, stats)
