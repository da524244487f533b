"""What was painted in a place lately, on one sheet: of everybody there who lets it be shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from bot.commands.base import Attachment, Command, Context, Option, Reply
from bot.commands.studio import Studio
from bot.errors import FileMissing
from bot.i18n import duration, say
from bot.jobs import Job
from bot.people import Locale
from bot.sessions.poster import Poster, Tile, draw

_ROW, _ROWS = 3, 3
_SHOWN = _ROW * _ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryOptions:
    page: Annotated[int, Option(main=True, minimum=1, maximum=1000)] = 1


async def gallery(context: Context, options: GalleryOptions, studio: Studio) -> Reply:
    """The newest first, the first of each job, nothing veiled; where somebody is alone, it is their own."""
    locale = context.locale
    jobs = await studio.store.album.of_place(context.place, options.page, _SHOWN)
    if not jobs:
        return Reply(say(locale, "gallery.none"))
    tiles = [await _tile(job, studio, locale) for job in jobs]
    rows = [tiles[start : start + _ROW] for start in range(0, len(tiles), _ROW)]
    title, page = say(locale, "gallery.title"), say(locale, "gallery.page", {"page": options.page})
    sheet = await asyncio.to_thread(draw, Poster(title, page, rows, arrows=False))
    return Reply(say(locale, "gallery.here"), Attachment(f"hwaga-gallery-{options.page}.png", sheet, shared=True))


async def _tile(job: Job, studio: Studio, locale: Locale) -> Tile:
    """A picture that is just being swept away leaves its place empty."""
    try:
        png = await studio.store.file(job.results[0])
    except FileMissing:
        png = None
    minutes = max(round((studio.clock() - job.finished_at) / 60), 1)
    ago = say(locale, "gallery.ago", {"ago": duration(locale, minutes * 60)})
    return Tile(png, ago, " ".join((job.plan.text or job.request.prompt).split()))


GALLERY = Command("gallery", GalleryOptions, gallery)
