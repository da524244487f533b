"""What people do in a session, and what happens to it: the inputs of `bot.sessions.play`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import JobId
from bot.people import Account, Locale, PersonId, Place
from bot.requests import Hash


@dataclass(frozen=True, slots=True)
class Join:
    person: PersonId
    name: str
    locale: Locale
    account: Account | None = None
    here: Place | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    person: PersonId


@dataclass(frozen=True, slots=True)
class Start:
    """The host does not wait for the lobby's end."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class Write:
    """What a player was asked for. `english` is what it was understood as, `korean` what it is for who reads that;
    `veiled`: its picture is hidden at first.
    """

    person: PersonId
    text: str
    english: str = ""
    veiled: bool = False
    korean: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote for an entry; the last one counts."""

    voter: PersonId
    number: int


@dataclass(frozen=True, slots=True)
class Skip:
    """The host does not wait any longer for `person`; or a player passes their own turn."""

    by: PersonId
    person: PersonId


@dataclass(frozen=True, slots=True)
class Extend:
    by: PersonId
    seconds: float


@dataclass(frozen=True, slots=True)
class Pause:
    by: PersonId


@dataclass(frozen=True, slots=True)
class Resume:
    by: PersonId


@dataclass(frozen=True, slots=True)
class HandOver:
    by: PersonId
    to: PersonId


@dataclass(frozen=True, slots=True)
class Kick:
    by: PersonId
    person: PersonId


@dataclass(frozen=True, slots=True)
class End:
    """What there is by now is revealed."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a player's part may be shown outside."""

    person: PersonId
    public: bool


@dataclass(frozen=True, slots=True)
class Remove:
    """A player takes their own part back, also after the end."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Forget:
    """A player is erased: they leave, also after the end, with their part and their name."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Queued:
    """The entry's text became a job of that cost, in megapixel-steps. Said twice is said once."""

    number: int
    job: JobId
    cost: float


@dataclass(frozen=True, slots=True)
class Painted:
    """`veiled`: whoever has looked at the picture wants it hidden at first."""

    number: int
    picture: Hash
    veiled: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The text, or the picture that came of it, is not shown here: its author may write something else."""

    number: int


@dataclass(frozen=True, slots=True)
class Broke:
    """It could not be painted."""

    number: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Time went by."""


Move = (
    Join
    | Leave
    | Start
    | Write
    | Cast
    | Skip
    | Extend
    | Pause
    | Resume
    | HandOver
    | Kick
    | End
    | Consent
    | Remove
    | Forget
    | Queued
    | Painted
    | Refused
    | Broke
    | Passed
)
