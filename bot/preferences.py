"""What a person has chosen for everything they ask. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from bot.people import Locale

Quality = Literal["fast", "standard", "max"]
"""How much time a picture may take; what that means is in `bot.commands.quality`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What an option of a picture is where it was not given; empty or None leaves it to the checkpoint."""

    style: str = ""
    size: str = ""
    quality: Quality | None = None
    spoiler: bool | None = None

    def over(self, others: Defaults) -> Defaults:
        """These, and where nothing is chosen, the others."""
        return Defaults(
            style=self.style or others.style,
            size=self.size or others.size,
            quality=self.quality or others.quality,
            spoiler=others.spoiler if self.spoiler is None else self.spoiler,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """`locale` None is the platform's. Without `recipe`, pictures do not tell how they were painted.

    `gallery`: pictures may be shown there. `remix`: others may go on from them.
    """

    locale: Locale | None = None
    defaults: Defaults = field(default_factory=Defaults)
    recipe: bool = True
    gallery: bool = True
    remix: bool = True

    def over(self, others: Preferences) -> Preferences:
        """Of two persons who are one; whoever of them has opted out of something has."""
        return replace(
            self,
            locale=self.locale or others.locale,
            defaults=self.defaults.over(others.defaults),
            recipe=self.recipe and others.recipe,
            gallery=self.gallery and others.gallery,
            remix=self.remix and others.remix,
        )
