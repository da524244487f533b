"""What holds in a place: what its owner or manager has chosen for everybody there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.config import Settings
from bot.limits import Limits, Overrides
from bot.moderation import MODES, Mode, Outcome
from bot.people import Locale
from bot.preferences import Defaults

OUTCOMES: tuple[Outcome, ...] = ("allow", "spoiler", "refuse")
"""Laxest first."""
_SUITED: Mapping[Mode, Outcome] = MappingProxyType({"off": "allow", "standard": "spoiler", "safe": "refuse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """None and empty leave it as it is elsewhere. `pictures` is what becomes of those that are not for every eye.

    `refused` words are not painted here, `permitted` ones are innocent here. `roles` are limits by a role's id.
    """

    locale: Locale | None = None
    defaults: Defaults = field(default_factory=Defaults)
    moderation: Mode | None = None
    pictures: Outcome | None = None
    refused: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()
    limits: Overrides = field(default_factory=Overrides)
    roles: dict[str, Overrides] = field(default_factory=dict)

    def with_house(self, house: House, moderation: Mode, pictures: Outcome) -> Rules:
        """As strict as both; the two are what holds for texts and pictures in that house."""
        return replace(
            self,
            moderation=max(moderation, self.moderation or moderation, key=MODES.index),
            pictures=max(pictures, self.pictures or pictures, key=OUTCOMES.index),
            refused=tuple(dict.fromkeys((*self.refused, *house.refused))),
        )

    def overrides(self, roles: Iterable[str]) -> Overrides:
        """Of somebody with these roles: the most generous of theirs, and the place's where they say nothing."""
        known = [self.roles[role] for role in roles if role in self.roles]
        generous = known[0] if known else Overrides()
        for other in known[1:]:
            generous = generous.or_more(other)
        return generous.over(self.limits)


@dataclass(frozen=True, slots=True)
class House:
    """Both who have a say in a place: Hwaga's owner, who may do anything, and who manages the place.

    A manager makes it stricter than it would be, never laxer: the device and the name are the owner's.
    """

    owner: Rules = field(default_factory=Rules)
    manager: Rules = field(default_factory=Rules)

    @property
    def locale(self) -> Locale | None:
        return self.manager.locale or self.owner.locale

    @property
    def defaults(self) -> Defaults:
        return self.manager.defaults.over(self.owner.defaults)

    @property
    def refused(self) -> tuple[str, ...]:
        return (*self.owner.refused, *self.manager.refused)

    @property
    def permitted(self) -> tuple[str, ...]:
        return (*self.owner.permitted, *self.manager.permitted)

    def limits(self, elsewhere: Limits, roles: Iterable[str]) -> Limits:
        """Of somebody with these roles."""
        roles = tuple(roles)
        return elsewhere.replaced(self.owner.overrides(roles)).tightened(self.manager.overrides(roles))

    def moderation(self, elsewhere: Mode) -> Mode:
        mode = self.owner.moderation or elsewhere
        return max(mode, self.manager.moderation or mode, key=MODES.index)

    def pictures(self, elsewhere: Outcome) -> Outcome:
        """`elsewhere` is what suits the moderation here."""
        outcome = self.owner.pictures or elsewhere
        return max(outcome, self.manager.pictures or outcome, key=OUTCOMES.index)


def pictures_of(settings: Settings, mode: Mode) -> Outcome:
    """What becomes of pictures that the safety check finds, where no place says otherwise."""
    return _SUITED[mode] if settings.unsafe_pictures == "auto" else settings.unsafe_pictures
