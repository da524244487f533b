"""Who and where, in SimCord's Discord."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from discord import MessageType
from PIL import Image
from simcord import ChannelHandle, MemberActor


@dataclass(frozen=True, slots=True)
class World:
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor

    async def imagine(self, text: str = "a lighthouse", **options: Any) -> Any:
        """Alice asks for a picture; what she writes is the prompt."""
        return await self.alice.slash(self.channel, "imagine", text=text, raw=True, **options)

    @property
    def message(self) -> Any:
        """The only one there is for everybody; Discord's own word of a pin is none."""
        said = (message for message in self.channel.history() if message.type != MessageType.pins_add)
        (message,) = (message for message in said if not message.flags.ephemeral)
        return message


def png(colour: str = "red", side_px: int = 64) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side_px, side_px), colour).save(out, "PNG")
    return out.getvalue()


async def colour_of(message: Any) -> tuple[int, int, int]:
    """Of the first picture's first pixel."""
    with Image.open(BytesIO(await message.attachments[0].read())) as image:
        pixel = image.convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]
