"""What the bot and an engine process say to each other. Progress and Done are the same values as everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.pace import Pace
from bot.engine.supplies import NONE, Supplies
from bot.engine.tuning import STOCK, Tuning
from bot.errors import EngineError
from bot.jobs import Done, JobId, Progress, Stopped
from bot.requests import ControlKind, Hash, Request


@dataclass(frozen=True, slots=True)
class Setup:
    """`device` is auto, cuda, mps or cpu; `torch_threads` 0 takes as many as there are cores, at most 8.

    `finder`: where the weights are that find parts of a picture by words.
    """

    checkpoint: str
    device: str
    torch_threads: int
    finder: str = ""
    supplies: Supplies = NONE
    tuning: Tuning = STOCK


@dataclass(frozen=True, slots=True)
class Paint:
    """Ends with exactly one of Done, Broken and Stopped."""

    job_id: JobId
    request: Request
    pictures: dict[Hash, bytes]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Read a photo as a ControlNet is shown it. Ends with Done, of one picture, or Broken."""

    job_id: JobId
    kind: ControlKind
    picture: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Cancel:
    job_id: JobId


@dataclass(frozen=True, slots=True)
class Loaded:
    """Ready to paint; `device` is its name for people."""

    device: str
    seconds: float


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """The first try to load failed. Each painting tries again, in case somebody has mended it."""

    error: EngineError


@dataclass(frozen=True, slots=True)
class Paced:
    """What has been measured of the device by now; a better one may follow."""

    pace: Pace


@dataclass(frozen=True, slots=True)
class Ticked:
    """The UNet was called once, for so many rows."""

    rows: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """For the log: what went wrong and was got over."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Broken:
    job_id: JobId
    error: EngineError
    traceback: str


Word = Loaded | NotLoaded | Paced | Ticked | Trouble | Progress | Done | Broken | Stopped
