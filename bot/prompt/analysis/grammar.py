"""The little English that the gloss writes: plurals, numbers, prepositions, places."""

from __future__ import annotations

import re

from bot.prompt.listed import listed, paired

_IRREGULAR = paired(
    """
    person people, man men, woman women, child children, mouse mice, goose geese, foot feet, tooth teeth, leaf leaves,
    wolf wolves, knife knives, shelf shelves, sheep sheep, fish fish, deer deer, people people, snow snow, rain rain,
    fog fog, water water, ramen ramen, coffee coffee, bread bread, hair hair, hanbok hanbok, clothes clothes, food food,
    eyes eyes, glasses glasses, grass grass, fireworks fireworks, fruit fruit, furniture furniture, sand sand
    """
)
_NUMBERS = paired(
    """
    두 two, 둘 two, 세 three, 셋 three, 석 three, 네 four, 넷 four, 넉 four, 다섯 five, 여섯 six, 일곱 seven, 여덟 eight
    아홉 nine, 열 ten, 스무 twenty, 백 hundred, 천 thousand, 여러 several, 수많은 many, 많은 many
    2 two, 3 three, 4 four, 5 five, 6 six, 7 seven, 8 eight, 9 nine, 10 ten
    """
)
COUNTED = paired(
    """
    그릇 bowl of, 잔 cup of, 병 bottle of, 조각 slice of, 쌍 pair of, 접시 plate of, 컵 cup of, 다발 bouquet of
    무더기 pile of, 상자 box of, 바구니 basket of, 무리 group of
    """
)
"""Counters that are worth painting."""

FOLLOWING = listed("하나 둘 셋 넷")
"""Numbers that stand behind what they count."""

MEASURES = listed(
    "살 세 층 월 년 일 시 분 초 번 등 호 도 회 주 주년 시간 일간 분간 원 만원 킬로 미터 센티 년도 학년 반 차"
)
"""Units of what is no thing."""
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

PLACES = paired(
    """
    위 on, 우 on, 아래 under, 밑 under, 안 in, 속 in, 옆 beside, 곁 beside, 앞 in front of, 뒤 behind, 사이 between
    밖 outside, 바깥 outside
    가운데 in the middle of, 중앙 in the middle of, 한가운데 in the middle of, 근처 near, 주변 around
    주위 around, 너머 beyond, 건너편 across, 맞은편 across, 둘레 around
    """
)
"""Nouns that place the noun before them."""

TIMES = listed("night day daytime sunset sunrise dawn morning evening dusk noon midnight afternoon twilight") | {
    "late night",
    "early morning",
    "golden hour",
    "blue hour",
}
"""Times of day: they stand beside a noun, not before it: "sea, night"."""

_SEASONS = listed(
    "spring summer autumn fall winter midsummer midwinter weekend holiday christmas halloween rainy snowy polar"
)
_ON = listed(
    """
    sofa couch chair bed table desk roof rooftop street road hill bench stage lawn floor bridge stairs branch cushion
    swing back bicycle horse island moon path sidewalk throne carpet blanket rock cliff windowsill shelf rug balcony
    """
)
_AT = listed("beach sea seaside station party window door entrance")
_OF_PLACE = re.compile(
    r"(in|on|at|under|above|over|by|outside|inside|near|beside|behind|below|along|around|beyond|across)"
    r"\s+(?:the\s+|a\s+|an\s+)?(\S.*)"
)
_BORNE = listed(
    """
    hair eyes armor dress skin wings ears tail face smile robe cape hat uniform clothes feathers fur horns beard legs
    mane suit shirt coat jacket scarf crown mask glasses shape pattern window windows roof
    """
)
_TO_A_PLACE = listed("going returning heading coming")
_TO_SOMEBODY = listed("giving telling handing offering showing throwing waving talking whispering singing")
_TIES_BY = paired(
    """
    made of, transforming into, turning into, changing into, disappearing into, jumping into, diving into, falling into
    going to, heading to, walking to, running to, flying to, returning to, coming to, moving to
    """
)
_ABOVE = listed("flying soaring hovering gliding")


def plural(phrase: str) -> str:
    """The phrase with its last word in the plural; a phrase with "of" keeps it: "bowls of ramen"."""
    head, of, rest = phrase.partition(" of ")
    first, space, word = head.rpartition(" ")
    return first + space + _plural(word) + of + rest


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word if word.endswith("s") and not word.endswith("ss") else word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s" if word.isascii() and word.isalpha() else word


def number(korean: str) -> str:
    """A number in English; one says nothing, digits stay."""
    return _NUMBERS.get(korean, korean if korean.isascii() and korean != "1" else "")


def measure(korean: str, unit: str) -> str:
    """A measure that can be seen, in English; else nothing. `korean` is its number."""
    many = number(korean) or "one"
    if unit in {"살", "세"}:
        return f"{many} year old"
    if unit == "층":
        return f"{many}-story"
    if unit == "월" and korean.isdecimal() and 1 <= int(korean) <= len(_MONTHS):
        return _MONTHS[int(korean) - 1]
    return ""


def preposition(noun: str) -> str:
    """How a place is said: "on" a sofa, "at" the sea, "in" a forest."""
    last = noun.rpartition(" ")[2]
    if last == "day":
        return "by" if noun == "day" else "on"
    if noun in TIMES or last in TIMES or last in _AT:
        return "at"
    return "on" if last in _ON else "in"


def is_season(noun: str) -> bool:
    """Whether a noun may stand before a time of day: "winter night"."""
    return noun.rpartition(" ")[2] in _SEASONS


def owning(noun: str) -> str:
    """How what belongs to a thing is tied to it: an assassin "with" silver hair, a library "of" an old wizard."""
    return "with" if noun.rpartition(" ")[2] in _BORNE else "of"


def split_place(english: str) -> tuple[str, str]:
    """Preposition and noun of what says where by itself, "in the forest"; else no preposition and the whole."""
    found = _OF_PLACE.fullmatch(english)
    return (found[1], found[2]) if found else ("", english)


def tie_of(verb: str, role: str) -> str:
    """How what is no place is tied to a verb: made "of" chocolate, turning "into" a frog; else nothing."""
    if role == "by":
        return _TIES_BY.get(verb.partition(" ")[0], "with")
    return {"and": "with", "like": "like"}.get(role, "")


def toward(verb: str, place: str) -> str:
    """A place as its verb needs it: going "to school", flying "above clouds"."""
    preposition_, _, rest = place.partition(" ")
    first = verb.partition(" ")[0]
    if first in _TO_A_PLACE | _TO_SOMEBODY and preposition_ in {"in", "at", "on"}:
        return "to " + rest
    if verb.endswith((" in", " on", " at", " into")):
        return rest
    return "above " + rest if first in _ABOVE and preposition_ == "on" else place
