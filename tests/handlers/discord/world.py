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
        """The only one there is for everybody, beside Discord's own word of a pin and those that ring for somebody."""
        said = (message for message in self.channel.history() if message.type != MessageType.pins_add)
        (message,) = (m for m in said if not m.flags.ephemeral and not m.content.startswith("<@"))
        return message

    @property
    def calls(self) -> list[Any]:
        """Messages that ring for somebody."""
        return [message for message in self.channel.history() if message.content.startswith("<@")]


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
