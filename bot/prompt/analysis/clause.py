"""The nouns of a text while English is built of them: which wait for a verb, which belong to what comes."""

from __future__ import annotations

from bot.prompt.analysis.participles import is_participle
from bot.prompt.analysis.scene import Item, Noun


class Clause:
    """`nouns` are all of the text, in order; the other lists are of the clause that is read. Changed by its builder."""

    def __init__(self) -> None:
        self.nouns: list[Noun] = []
        self.arguments: list[Noun] = []  # wait for their verb
        self.linked: list[Noun] = []  # have had theirs, and may describe what comes: 눈이 >크고< 머리가 긴 소녀
        self.owned: list[Noun] = []  # what the next noun has: 눈이 큰 >소녀<
        self.open: Noun | None = None  # the noun just read

    def add(self, noun: Noun) -> None:
        self.nouns.append(noun)
        self.arguments.append(noun)
        self.open = noun

    def used(self, noun: Noun) -> Noun:
        """It is said with another noun from now on."""
        noun.used = True
        self._leave(noun)
        return noun

    def forget(self, noun: Noun) -> None:
        """It has become a part of another one."""
        self._leave(noun)
        for nouns in (self.nouns, self.linked):
            if noun in nouns:
                nouns.remove(noun)

    def own(self, noun: Noun) -> None:
        """The next noun has it."""
        self._leave(noun)
        if noun not in self.owned and not noun.used:
            self.owned.append(noun)

    def own_linked(self) -> None:
        """The next noun has what was described before; a topic waits for the main verb."""
        for noun in self.linked:
            if noun.role != "topic":
                self.own(noun)
        self.linked = [noun for noun in self.linked if noun.role == "topic"]

    def take_owned(self) -> list[str]:
        """How the next noun says what it has."""
        owned, self.owned = self.owned, []
        return [f"with {self.used(noun).text}" for noun in owned]

    def subject(self, item: Item) -> Noun | None:
        """Who does what a predicate says."""
        bare = item.ending != "final" if item.happening else item.kind == "adjective" and item.ending == "manner"
        roles = {"subject"} if item.ending == "adnominal" else {"subject", "topic"}
        if item.happening or item.kind == "adjective":
            roles.add("focus")
        if item.kind == "adjective" and item.ending == "manner":  # 눈을 파랗게
            roles.add("object")
        for noun in reversed(self.arguments):
            if noun.role in roles or (bare and noun is self.open and not noun.role):
                return noun
        return None

    def object(self, item: Item) -> Noun | None:
        """What it is done to."""
        if item.whole or (item.kind == "adjective" and not item.having):
            return None
        for noun in reversed(self.arguments):
            bare = noun.role == "focus" or (not noun.role and noun is self.open)
            if noun.role == "object" or (bare and not item.happening):
                return noun
        return None

    def places(self, item: Item) -> list[Noun]:
        """Where it is done, with what, and with whom."""
        if item.kind == "adjective" or not (item.having or is_participle(item.english)):
            return []
        places = [noun for noun in self.arguments if noun.role in {"at", "by", "like"}]
        if item.mutual and self.open is not None and self.open.role == "and":
            places.append(self.open)
        return places

    def end(self) -> None:
        """What waited for a verb waits no more: places are of the last noun, if there is another."""
        others = [noun for noun in self.arguments if noun.role not in {"at", "like", "by"}]
        for place in [noun for noun in self.arguments if noun.role == "at"] if others else []:
            others[-1].after.append(self.used(place).placed)
        self.arguments, self.linked, self.owned, self.open = [], [], [], None

    def _leave(self, noun: Noun) -> None:
        if noun in self.arguments:
            self.arguments.remove(noun)
