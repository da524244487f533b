"""English predicates of the gloss, all of them participles or adjectives: where they stand and what they govern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.prompt.analysis.grammar import split_place
from bot.prompt.listed import listed, paired

WEATHER = {"raining": ("rainy", "rain"), "snowing": ("snowy", "snow"), "storming": ("stormy", "storm")}
"""What falls, before a noun and as a noun."""

STILL = listed("placed photographed visible reflected raised living going coming being seen shining located watching")
"""Verbs that say nothing without their place: no keyword needs them."""

_ADJECTIVE = re.compile(r"[a-z-]+(?:ed|y|less|ful|ous|ish|ic|al|en|ing)")
_NOUNS_LIKE_THEM = listed(
    """
    sky city party lady baby fairy body story evening morning wedding painting building ring king string spring wing
    lightning family country candy berry daisy lily butterfly puppy kitty ivy galaxy valley alley garden kitchen chicken
    seed bed music magic petal crystal animal canal festival ending
    """
)
_PARTICIPLES = listed("lit unlit made built worn hung cut torn bare shut split spun bald asleep awake alone afloat")
_STATES = listed("wet full lots soaked rich made covered bare hidden heavy thick")
_TIES = listed("with of in on by to at for from down up out over around through as")
_OBJECT = re.compile(
    r"([a-z]+ing(?: (?:on|at|in|with|down|up|out|for|to|into|of))?)((?: (?:a|an|the|its|one's))?) ([a-z].*)"
)
_GOVERNS = {
    "looking": "looking at",
    "waiting": "waiting for",
    "listening": "listening to",
    "thinking": "thinking of",
    "smiling": "smiling at",
}
_DONE = paired(
    """
    making made, building built, drawing drawn, writing written, cutting cut, hiding hidden, breaking broken
    throwing thrown, freezing frozen, weaving woven, grinding ground, hanging hung, tearing torn, baking baked
    carving carved, taking taken, shooting shot, putting put, raising raised, slicing sliced, filming filmed
    folding folded, roasting roasted, grilling grilled, frying fried, boiling boiled, steaming steamed
    photographing photographed, knitting knitted, coloring colored, painting painted, decorating decorated
    wrapping wrapped, placing placed, laying laid, planting planted, tying tied, seeing seen, watching seen
    designing designed, stacking stacked, crushing crushed, peeling peeled, filling filled, expressing expressed
    creating created, constructing constructed, sculpting sculpted, pickling pickled, brewing brewed, mixing mixed
    """
)


def is_adjective(english: str) -> bool:
    """Whether a single word can stand before a noun: "dancing", "snow-covered", "foggy"."""
    return english in _PARTICIPLES or (bool(_ADJECTIVE.fullmatch(english)) and english not in _NOUNS_LIKE_THEM)


def is_participle(english: str) -> bool:
    """Whether a predicate does or suffers something: it may have a place, as "rainy" has none."""
    return english.partition(" ")[0].endswith(("ing", "ed", "en", "made", "built", "worn", "hung", "lit", "cut", "set"))


def leads(english: str) -> bool:
    """Whether a verb of moving says already where its way goes: "going down"."""
    return english == "crossing" or english.endswith(
        (" down", " up", " through", " across", " over", " along", " past", " around", " by")
    )


def stands_behind(english: str, *, has_object: bool, whole: bool) -> bool:
    """Whether a predicate of several words follows its noun: "wearing a hat", "wet with rain", "in full bloom".

    `has_object`: Korean says that the noun in it is what something is done to; "falling petals" is a thing instead.
    """
    first, _, rest = english.partition(" ")
    if not rest or first.endswith("ly"):
        return False
    if split_place(english)[0]:
        return True
    if not whole or first.endswith("ed") or first in _STATES:
        return first.endswith(("ing", "ed", "en")) or bool(_TIES & set(rest.split(" ")))
    return has_object and first.endswith("ing")


def described(english: str, words: Sequence[str]) -> str:
    """Words put before the object of a verb phrase: "wearing a hat", red -> "wearing a red hat"."""
    found = _OBJECT.fullmatch(english)
    if not words or found is None:
        return " ".join([*words, english])
    told = " ".join([*words, found[3]])
    article = found[2]
    if article in {" a", " an"}:
        article = " an" if told[0] in "aeiou" else " a"
    return f"{found[1]}{article} {told}"


def governed(verb: str) -> str:
    """The verb as it takes an object: "looking at"."""
    return _GOVERNS.get(verb, verb)


def passive(verb: str) -> str:
    """The participle of what was done: "making" -> "made"; empty for a verb that is not done to things."""
    return _DONE.get(verb, "")
