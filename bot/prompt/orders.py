"""Orders about a picture that exists, in plain English, as wishes: "change the cat to a dog" -> "dog, no cat"."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.prompt.listed import listed

COLOURS = listed(
    """
    red orange yellow green blue purple pink white black brown gray grey cyan violet crimson scarlet vermilion burgundy
    teal turquoise navy beige ivory gold golden silver bronze lime mint olive magenta indigo lavender blond blonde
    """
)

_THE = r"(?:(?:the|a|an|his|her|its|their|my|this|that|all|all\s+the|any)\s+)?"
_THING = r"([^,.;!?]+?)"
_END = r"(?=\s*(?:[,.;!?]|\band\b|\bbut\b|$))"
_PLEASE = r"(?:(?:please|can\s+you|could\s+you|now|just|also)\s+)*"

_EXCHANGE = re.compile(
    rf"\b{_PLEASE}(?:change|turn|replace|swap|switch)\s+{_THE}{_THING}\s+(?:to|into|with|by|for)\s+{_THE}{_THING}{_END}",
    re.IGNORECASE,
)
_INSTEAD = re.compile(rf"{_THE}{_THING}\s+instead\s+of\s+{_THE}{_THING}{_END}", re.IGNORECASE)
_REMOVE = re.compile(
    rf"\b{_PLEASE}(?:remove|delete|erase|drop|lose|get\s+rid\s+of|take\s+out|take\s+away|leave\s+out)\s+{_THE}{_THING}{_END}",
    re.IGNORECASE,
)
_MAKE = re.compile(rf"\b{_PLEASE}make\s+(?:the|his|her|its|their|my)\s+(\w+)\s+{_THING}{_END}", re.IGNORECASE)
_ADD = re.compile(rf"\b{_PLEASE}(?:add|put|include|give\s+(?:him|her|it|them))\s+{_THE}{_THING}{_END}", re.IGNORECASE)
_MAKE_IT = re.compile(rf"\b{_PLEASE}(?:make|set)\s+it\s+(?:at\s+|in\s+|look\s+)?{_THE}{_THING}{_END}", re.IGNORECASE)


def as_wish(order: str) -> str:
    """The order as a wish that a planner understands; what is no order stays."""
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_EXCHANGE, lambda found: _exchanged(found[1], found[2])),
        (_INSTEAD, lambda found: _exchanged(found[2], found[1])),
        (_REMOVE, lambda found: f"no {found[1]}"),
        (_MAKE_IT, lambda found: found[1]),
        (_MAKE, lambda found: f"{found[2]} {found[1]}"),
        (_ADD, lambda found: found[1]),
    )
    for pattern, wish in rules:
        order = pattern.sub(wish, order)
    return order


def _exchanged(old: str, new: str) -> str:
    """A colour or a background is given to what is there; anything else takes its place."""
    kept = new.lower().split()[-1] in COLOURS or old.lower().endswith("background")
    return f"{new} {old}" if kept and not new.lower().endswith("background") else f"{new}, no {old}"


_ONCE_MORE = re.compile(
    r"(?:please\s+)?(?:(?:try|do|paint|draw|make)\s+(?:it\s+|this\s+)?)?"
    r"(?:again|once\s+more|one\s+more(?:\s+time)?|another(?:\s+one)?|redo|retry|repeat)(?:\s*,?\s*please)?"
    r"|(?:좀\s*|혹시\s*)?(?:다시|또|(?:한|하나|한\s*번|한\s*장)\s*더|재도전|리롤|재생성)(?:\s*(?:한\s*번|하나|한\s*장|더))*"
    r"\s*(?:(?:그려|해|만들어|뽑아|생성해|부탁|시도)\S*(?:\s*(?:줘|주|줄|드|볼|봐|수|있)\S*)*)?",
    re.IGNORECASE,
)


def asks_again(order: str) -> bool:
    """Whether a text wants nothing but another picture of the same: 다시 그려 줘, "once more"."""
    return bool(_ONCE_MORE.fullmatch(order.strip(" ,.!?~ㅋㅎㅠㅜ")))
