"""The nouns of a group art session: who paints together, what they have been asked for, and what came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NewType

from bot.jobs import JobId
from bot.people import Account, Locale, PersonId, Place
from bot.requests import Hash

SessionId = NewType("SessionId", str)
ModeName = Literal["jam", "relay", "corpse", "telephone"]

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is easily taken for another
_CODE_LENGTH = 6


def new_session_id() -> SessionId:
    """16 hex digits, as a job's."""
    return SessionId(secrets.token_hex(8))


def new_code() -> str:
    """What another place joins by: six letters that survive being read aloud."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


class Phase(StrEnum):
    LOBBY = "lobby"
    COLLECTING = "collecting"
    PAINTING = "painting"
    VOTING = "voting"
    REVEAL = "reveal"
    ARCHIVED = "archived"


class EntryState(StrEnum):
    """ASKED until its author wrote, WRITTEN until it is painted; the others are ends."""

    ASKED = "asked"
    WRITTEN = "written"
    PAINTED = "painted"
    SKIPPED = "skipped"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """`seen_at` is when they last did something here. Who `left` or was `kicked` stays in the list for the credits.

    `public`: whether their part may be shown outside of the session's places; None until they have said. `account` and
    `here` are by which and where they joined: there they are called when it is their turn.
    """

    person: PersonId
    name: str
    locale: Locale
    joined_at: float
    seen_at: float
    left: bool = False
    kicked: bool = False
    public: bool | None = None
    account: Account | None = None
    here: Place | None = None

    @property
    def active(self) -> bool:
        return not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One part of one round: a text, and the picture that was painted of it.

    `number` counts from 0 over the whole session. `source` is the entry whose picture it goes on from. `chain` tells
    the works apart that grow side by side. `english` is what the text was understood as, `korean` what an English one
    is for who reads that. `veiled`: its picture is hidden until somebody wants to see it; `cost` is what it took of the
    budget. `tries` counts texts and pictures that were refused.
    """

    number: int
    round: int
    author: PersonId
    source: int | None = None
    chain: int = 0
    text: str = ""
    english: str = ""
    korean: str = ""
    veiled: bool = False
    written_at: float = 0.0
    job: JobId | None = None
    cost: float = 0.0
    picture: Hash | None = None
    state: EntryState = EntryState.ASKED
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """`voter` for the entry `number`, in `round`."""

    round: int
    voter: PersonId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long each phase may take, in seconds. `away_s`: a host who did nothing for so long is replaced."""

    lobby_s: float = 600.0
    collecting_s: float = 180.0
    painting_s: float = 900.0
    voting_s: float = 90.0
    reveal_s: float = 20.0
    away_s: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A game, whole: what `bot.sessions.play` makes of it next depends on nothing else but the move and the time.

    `round` is 0 in the lobby. `deadline` is when the phase ends by itself, in unix seconds; while the session is paused
    `left_s` holds what was left of the phase, and `deadline` is when the pause ends by itself. `theme_english` and
    `theme_korean` are to the theme what they are to an entry's text. `seed` and `style` are the same for all who paint
    a theme. `budget` is what all its pictures may cost together, in megapixel-steps; 0 is no limit.
    `ballot` are the entries that are voted on, in the order of the buttons.
    """

    id: SessionId
    code: str
    mode: ModeName
    theme: str
    theme_english: str = ""
    theme_korean: str = ""
    rounds: int
    host: PersonId
    seed: int
    style: str = ""
    times: Times = Times()
    minimum: int = 2
    players: tuple[Player, ...] = ()
    phase: Phase = Phase.LOBBY
    round: int = 0
    deadline: float | None = None
    left_s: float | None = None
    entries: tuple[Entry, ...] = ()
    votes: tuple[Vote, ...] = ()
    budget: float = 0.0
    ballot: tuple[int, ...] = ()
    ending: bool = False
    """Whether the reveal is the last one, whatever rounds there would have been."""

    @property
    def paused(self) -> bool:
        return self.left_s is not None

    @property
    def spent(self) -> float:
        """Of the budget."""
        return sum(entry.cost for entry in self.entries)

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may be painted."""
        return self.budget > 0 and self.spent >= self.budget

    @property
    def active(self) -> tuple[Player, ...]:
        """Who plays now, in order of joining."""
        return tuple(player for player in self.players if player.active)

    @property
    def current(self) -> tuple[Entry, ...]:
        """This round's entries."""
        return tuple(entry for entry in self.entries if entry.round == self.round)

    def player(self, person: PersonId) -> Player | None:
        return next((player for player in self.players if player.person == person), None)

    def asked(self, person: PersonId) -> Entry | None:
        """What this person is to write now."""
        mine = (entry for entry in self.current if entry.author == person and entry.state == EntryState.ASKED)
        return next(mine, None) if self.phase == Phase.COLLECTING else None

    def with_player(self, changed: Player) -> Session:
        """With this player in the place of the one they were."""
        return replace(self, players=tuple(changed if p.person == changed.person else p for p in self.players))

    def with_entry(self, changed: Entry) -> Session:
        """With this entry in the place of the one it was."""
        return replace(self, entries=tuple(changed if e.number == changed.number else e for e in self.entries))
