"""What a backend is asked to paint: frozen, complete, repeatable. Pictures are named by content hash.

Nothing here is a default of a checkpoint's: a command fills every field, so that the same request paints the same
picture tomorrow. Numbers are checked where a request is made (`bot.commands`), not again on the way down.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any, Literal, NewType

from pydantic import Field, TypeAdapter

from bot.canvas import Canvas

Hash = NewType("Hash", str)
"""SHA-256 of a file's bytes, in hex."""

SchedulerName = Literal[
    "euler", "euler_trailing", "euler_a", "dpm++_2m_karras", "dpm++_2m_sde", "unipc", "ddim", "lcm", "tcd"
]
"""The sampler, by the names people know. diffusers calls the samplers schedulers, and so do we.

Distilled checkpoints and LoRAs want their own: "euler_trailing" (SDXL-Lightning, Hyper-SD), "lcm", "tcd" (Hyper-SD).
"""


ControlKind = Literal["edges", "depth", "pose"]
"""What a ControlNet holds a painting to."""


@dataclass(frozen=True, slots=True)
class Lora:
    """A LoRA by name, as the machine's owner registered it; never a path. `weight` 1 is as it was trained."""

    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Control:
    """Keep the edges, depth or pose of `image` (a photo: what is kept of it is found by the engine). `scale` 0-2."""

    kind: ControlKind
    image: Hash
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """What every painting task has. Sizes in pixels, multiples of 8; `seed` is the first picture's, the next count up.

    `prompt` is read by the first text encoder, `prompt_2` by the second, or `prompt` where that is empty; all of
    them may hold `(words:1.3)` weights.
    `checkpoint` is a name, as `Capabilities` has it: "builtin", a hub id, a folder's or file's own name; never a path.
    `exact` asks for the pixels that this request gives alone, whatever else is painted at the same time.
    """

    prompt: str
    prompt_2: str
    negative_prompt: str
    width: int
    height: int
    num_inference_steps: int
    guidance_scale: float
    scheduler: SchedulerName
    seed: int
    count: int
    checkpoint: str
    loras: tuple[Lora, ...] = ()
    controls: tuple[Control, ...] = ()
    exact: bool = False


def shared(painting: Painting) -> dict[str, Any]:
    """What every painting has, of one: to make another kind of the same."""
    return {field.name: getattr(painting, field.name) for field in fields(Painting)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text2Image(Painting):
    task: Literal["text2image"] = "text2image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image2Image(Painting):
    """`strength` 0-1: how much of `image` is painted over. It is cropped to the size's aspect, not squeezed."""

    image: Hash
    strength: float
    task: Literal["image2image"] = "image2image"

    @classmethod
    def over(cls, painting: Painting, image: Hash, strength: float) -> Image2Image:
        """The same painting, begun from a picture."""
        return cls(**shared(painting), image=image, strength=strength)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inpaint(Painting):
    """Paint anew where `mask` is white, or on what `where` names in English if there is none. Fitted like Image2Image.

    What lies outside comes back unchanged. Exactly one of `mask` and `where` is given.
    """

    image: Hash
    strength: float
    mask: Hash | None = None
    where: str = ""
    task: Literal["inpaint"] = "inpaint"

    @classmethod
    def within(cls, painting: Painting, image: Hash, strength: float, *, mask: Hash | None, where: str) -> Inpaint:
        """The same painting, in a part of a picture."""
        return cls(**shared(painting), image=image, strength=strength, mask=mask, where=where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outpaint(Painting):
    """Paint on around `image`, which is fitted into the size less its margins (pixels of the result, not all 0).

    But for a narrow band along the sides that grow, what lies inside comes back unchanged.
    """

    image: Hash
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0
    task: Literal["outpaint"] = "outpaint"

    @classmethod
    def around(cls, painting: Painting, image: Hash, canvas: Canvas) -> Outpaint:
        """The same painting, around a picture."""
        return cls(**{**shared(painting), **asdict(canvas)}, image=image)

    @property
    def canvas(self) -> Canvas:
        return Canvas(self.width, self.height, self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend(Painting):
    """Begin from 2-4 pictures mixed by `weights` (positive, one a picture). `strength` as in Image2Image."""

    images: tuple[Hash, ...]
    weights: tuple[float, ...]
    strength: float
    task: Literal["blend"] = "blend"


Request = Text2Image | Image2Image | Inpaint | Outpaint | Blend
REQUEST: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="task")])
"""Reads and writes a request as JSON; raises pydantic.ValidationError on anything else."""


SHORT_STEPS = 8


def steps_run(request: Request) -> int:
    """Denoising steps that really run: who begins from a picture skips the first `1 - strength`, but never all."""
    if isinstance(request, Image2Image | Inpaint | Blend):
        return min(max(int(request.num_inference_steps * request.strength), 1), request.num_inference_steps)
    return request.num_inference_steps


def is_short(request: Request) -> bool:
    """Whether it goes through the fast lane, beside the long ones."""
    return steps_run(request) <= SHORT_STEPS


def cost(request: Request) -> float:
    """What a request takes of the device, in megapixel-steps; guidance above 1 doubles the rows."""
    rows = request.count * (2 if request.guidance_scale > 1 else 1)
    return rows * request.width * request.height / 1e6 * steps_run(request)


def pictures_of(request: Request) -> tuple[Hash, ...]:
    """The pictures that a request needs, each once: its task's, then its controls'."""
    return tuple(dict.fromkeys((*sources_of(request), *(control.image for control in request.controls))))


def sources_of(request: Request) -> tuple[Hash, ...]:
    """The pictures that its task needs."""
    match request:
        case Image2Image() | Outpaint():
            return (request.image,)
        case Inpaint():
            return (request.image,) if request.mask is None else (request.image, request.mask)
        case Blend():
            return request.images
        case _:
            return ()
