"""What is sent when somebody asks for it: pictures as files, as Telegram compresses photos, and one by one."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from telegram import (
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)

from bot import images
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NoSuchJob
from bot.handlers.telegram.buttons import Press, singles
from bot.handlers.telegram.courier import MEDIA_PATIENCE_S
from bot.handlers.telegram.faults import delivery_errors
from bot.handlers.telegram.inbox import KeptBot
from bot.handlers.telegram.outgoing import PHOTO_LIMIT_BYTES, may_be_photo
from bot.i18n import say
from bot.jobs import Job, JobState
from bot.people import Locale, PersonId
from bot.views import Picture


async def hand_out(
    studio: Studio, person: PersonId, press: Press, at: MaybeInaccessibleMessage, bot: KeptBot, locale: Locale
) -> None:
    """In reply to the message of the button. Raises Refused, FileMissing and DeliveryError."""
    job = await find(studio, person, press.job_id, (JobState.DONE,))
    pictures = await _pictures(studio, job, press.picture)
    if not pictures:
        raise NoSuchJob(job.id)
    with delivery_errors():
        if press.deed == "album":
            await _album(bot, at, job, pictures, locale)
        else:
            await _files(bot, at, pictures)


async def _pictures(studio: Studio, job: Job, number: int) -> list[Picture]:
    """All of them, or the one of that number, counted from 1."""
    named = [
        Picture(await studio.store.file(name), "image/png", f"hwaga-{job.request.seed + n}.png", job.request.seed + n)
        for n, name in enumerate(job.results)
        if number in {0, n + 1}
    ]
    return named if job.state == JobState.DONE else []


async def _files(bot: KeptBot, at: MaybeInaccessibleMessage, pictures: list[Picture]) -> None:
    """Uncompressed, with the recipe in them."""
    if len(pictures) == 1:
        await bot.send_document(
            at.chat.id,
            pictures[0].data,
            filename=pictures[0].name,
            disable_content_type_detection=True,
            message_thread_id=_thread(at),
            reply_parameters=_reply(at),
            read_timeout=MEDIA_PATIENCE_S,
            write_timeout=MEDIA_PATIENCE_S,
        )
    else:
        await _group(bot, at, [InputMediaDocument(each.data, filename=each.name) for each in pictures])


async def _album(bot: KeptBot, at: MaybeInaccessibleMessage, job: Job, pictures: list[Picture], locale: Locale) -> None:
    """One by one, with their buttons in a message of its own, since an album has none."""
    sent = await _group(bot, at, await asyncio.to_thread(_media, pictures, spoiler=job.spoiler))
    await bot.send_message(
        at.chat.id,
        say(locale, "telegram.singles"),
        message_thread_id=_thread(at),
        reply_parameters=ReplyParameters(sent.message_id, allow_sending_without_reply=True),
        reply_markup=singles(locale, job.id, len(pictures)),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _media(pictures: list[Picture], *, spoiler: bool) -> list[InputMediaPhoto] | list[InputMediaDocument]:
    """Photos and files cannot be in one album."""
    if not all(may_be_photo(each.data) for each in pictures):
        return [InputMediaDocument(each.data, filename=each.name) for each in pictures]
    small = [(_small(each.data), f"{PurePath(each.name).stem}.jpg") for each in pictures]
    return [InputMediaPhoto(data, filename=name, has_spoiler=spoiler) for data, name in small]


def _small(png: bytes) -> bytes:
    return png if len(png) <= PHOTO_LIMIT_BYTES else images.as_jpeg(png, PHOTO_LIMIT_BYTES)


async def _group(
    bot: KeptBot, at: MaybeInaccessibleMessage, media: list[InputMediaPhoto] | list[InputMediaDocument]
) -> Message:
    """The first message of the album."""
    sent = await bot.send_media_group(
        at.chat.id,
        media,
        message_thread_id=_thread(at),
        reply_parameters=_reply(at),
        read_timeout=MEDIA_PATIENCE_S,
        write_timeout=MEDIA_PATIENCE_S,
    )
    return sent[0]


def _reply(at: MaybeInaccessibleMessage) -> ReplyParameters:
    return ReplyParameters(at.message_id, allow_sending_without_reply=True)


def _thread(at: MaybeInaccessibleMessage) -> int | None:
    return at.message_thread_id if isinstance(at, Message) and at.is_topic_message else None
