"""What a painting would follow of a photo: its edges, depth or poses, as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast, get_args

from bot import images
from bot.commands.base import Attachment, Command, Context, Option, Reply, Upload
from bot.commands.policy import policy_of
from bot.commands.studio import Studio
from bot.errors import ControlNotOffered, EmptyRequest
from bot.i18n import say
from bot.requests import ControlKind
from bot.sizes import size_for


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceOptions:
    image: Annotated[Upload | None, Option()] = None
    control: Annotated[str, Option(choices=get_args(ControlKind))] = "edges"


async def trace(context: Context, options: TraceOptions, studio: Studio) -> Reply:
    """What it would follow, at the size that would be painted.

    Raises Banned, NotInvited, EmptyRequest, ControlNotOffered, ControlMissing, BadPicture.
    """
    await policy_of(studio, context, await studio.store.person(context.account, context.locale))
    if options.image is None:
        raise EmptyRequest
    offers = studio.backend.offers()
    kind = cast("ControlKind", options.control)
    if kind not in offers.controls:
        raise ControlNotOffered(kind)
    photo = await studio.uploads.read(options.image)
    width, height = size_for(images.aspect(photo), offers.native_px)
    seen = await studio.backend.sketch(kind, photo, width, height)
    return Reply(say(context.locale, "trace.seen"), Attachment(f"{kind}.png", seen, shared=True))


TRACE = Command("trace", TraceOptions, trace)
