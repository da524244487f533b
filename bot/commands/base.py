"""What a command is: a frozen dataclass of options, a function, and what it may ask of its platform.

The Discord signature, the Telegram parser, the page's form and the terminal's flags are all read from the options'
annotations by `fields_of`: a new command is one file here and its messages.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NewType, Protocol, TypeVar

from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.jobs import Job
from bot.people import Account, Address, Locale, Place
from bot.views import View

Upload = NewType("Upload", bytes)
"""A picture as the person sent it: hostile until `bot.images.read` has seen it."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A value that is offered for what was begun to be typed, and what it is called."""

    value: str
    label: str


Complete = Callable[[str, Locale, Capabilities], Sequence[Completion]]
"""What may be meant, best first, by what is typed so far; all there is for "". Pure and quick: asked at every key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """How an option is offered. Its description is the message `option.<command>.<name>`.

    `main` marks the one that needs no name: the text. `advanced` ones may be folded away by a platform.
    `choices` are values; their labels are the messages `choice.<name>.<value>`, where a label is wanted.
    `suggestions` are values that a platform may offer beside what is typed. `needs` names the option without which this
    one means nothing. `blank`: an empty value is one, not a missing one.
    `complete` finds values among more than can be listed; others than it offers are taken too.
    """

    main: bool = False
    advanced: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    needs: str = ""
    blank: bool = False
    complete: Complete | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One option as a front end needs it: `kind` is str, int, float, bool or Upload."""

    name: str
    kind: type[str | int | float | bool | Upload]
    option: Option
    default: Any


def fields_of(options: type[Any]) -> tuple[Field, ...]:
    """The options of a command, in order. Every field is `Annotated[kind (| None), Option(...)]` with a default."""
    return _read(options)  # type: ignore[arg-type] # a class can be hashed, which mypy does not see


@functools.cache
def _read(options: type[Any]) -> tuple[Field, ...]:
    """Once for each command: annotations are texts, and each is compiled anew whenever it is read."""
    hints = typing.get_type_hints(options, include_extras=True)
    return tuple(_field(f, hints[f.name]) for f in dataclasses.fields(options))


def _field(field: dataclasses.Field[Any], hint: Any) -> Field:
    kind, option = typing.get_args(hint)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        (kind,) = (arm for arm in typing.get_args(kind) if arm is not type(None))
    return Field(field.name, kind, option, field.default)


class Context(Protocol):
    """What a command may ask of the platform it was called on."""

    @property
    def account(self) -> Account: ...

    @property
    def place(self) -> Place: ...

    @property
    def here(self) -> Place:
        """The one channel, thread or topic of it: what is played there has its board there."""
        ...

    @property
    def name(self) -> str:
        """What people there call them; empty where nobody else sees them."""
        ...

    @property
    def locale(self) -> Locale:
        """The language of the person's platform; what they have chosen of us goes before it."""
        ...

    @property
    def roles(self) -> tuple[str, ...]:
        """Ids of the roles that the account has in this place; empty where a platform has none."""
        ...

    @property
    def file_limit_bytes(self) -> int:
        """The largest file that a reply may bring."""
        ...

    @property
    def discreet(self) -> bool:
        """Whether a reply is seen by its person alone."""
        ...

    async def manages(self) -> bool:
        """Whether the account may manage this place, as the platform says now; everybody does where they are alone."""
        ...

    async def acknowledge(self) -> Address:
        """Show the person at once that the command was heard; where its answer will appear. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for a person; `name` ends in what it is: `.zip`, `.png`. `veiled`: hidden until they want to see it.

    `shared`: a picture that everybody may see who is there.
    """

    name: str
    data: bytes
    veiled: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A short answer of a command to the person who gave it; nobody else needs to see it, or its file if not `shared`.

    `view` says the same with details and actions, for platforms that can show it so.
    """

    text: str
    file: Attachment | None = None
    view: View | None = None


OptionsT = TypeVar("OptionsT")

Audience = Literal["everybody", "managers", "owners"]
"""Managers of a place, and owners of the house."""


@dataclass(frozen=True, slots=True)
class Command(Generic[OptionsT]):
    """A row of `bot.commands.COMMANDS`. Its description is the message `command.<name>`.

    `run` raises HwagaError, which the handler's edge says to the person; it returns a Job when delivery will answer,
    nothing when a board does.
    """

    name: str
    options: type[OptionsT]
    run: Callable[[Context, OptionsT, Studio], Awaitable[Reply | Job | None]]
    public: bool = False
    """Whether everybody in the place sees its answer, a picture; else only the person does."""
    task: str = ""
    """What the backend has to offer for it, as in `Capabilities.tasks`; empty for what needs none."""
    audience: Audience = "everybody"
    """To whom a platform that can tell them apart shows it; whoever calls it all the same is judged by `run`."""
