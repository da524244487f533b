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

LONGEST = 400
"""Characters of an order: its patterns take time that grows faster than the text."""

_THE = r"(?:(?:the|a|an|his|her|its|their|my|this|that|all|all\s+the|any)\s+)?"
_THING = r"([^,.;!?]+?)"
_END = r"(?=\s*(?:[,.;!?]|\band\b|\bbut\b|$))"
_PLEASE = r"(?:(?:please|can\s+you|could\s+you|now|just|also)\s+)*"

_EXCHANGE = re.compile(
    rf"\b{_PLEASE}(?:change|turn|replace|swap|switch)\s+{_THE}{_THING}\s+(?:to|into|with|by|for)\s+{_THE}{_THING}{_END}",
    re.IGNORECASE,
)
_INSTEAD = re.compile(rf"{_THE}{_THING}\s+instead\s+of\s+{_THE}{_THING}{_END}", re.IGNORECASE)
_INSTEAD_FIRST = re.compile(
    rf"^\s*instead\s+of\s+{_THE}(\w+(?:\s+\w+)?)(?:\s*,\s*|\s+(?=an?\s|the\s|make\s|use\s|put\s))(?:(?:make|use|put)\s+)?"
    rf"{_THE}{_THING}{_END}",
    re.IGNORECASE,
)
_AND_ORDER = re.compile(
    r"\s*,?\s+(?:and|then|plus)\s+(?=(?:please\s+|also\s+)?"
    r"(?:add|put|make|change|turn|remove|delete|replace|take|set|include|erase)\b)",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"(?:(?<=[,.;!?])|^)\s*(?:(?:it|this|that|he|she)(?:'?s|\s+is|\s+looks?)\s+)?(?:way\s+|a\s+(?:bit|little)\s+)?too\s+(\w+)"
    r"(?=\s*(?:[,.;!?]|$))",
    re.IGNORECASE,
)
_COMPLAINT_KOREAN = re.compile(
    r"(?:(?<=[,.;!?])|^)\s*((?:[가-힣]+(?:이|가|은|는)\s+)?)(?:좀\s+)?너무\s+([가-힣]+?)(?:요|네요?|ㅠ+|ㅜ+)*(?=\s*(?:[,.;!?~]|$))"
)
_REMOVE = re.compile(
    rf"\b{_PLEASE}(?:remove|delete|erase|drop|lose|get\s+rid\s+of|take\s+out|take\s+away|leave\s+out)\s+{_THE}{_THING}{_END}",
    re.IGNORECASE,
)
_MAKE = re.compile(rf"\b{_PLEASE}make\s+(?:the|his|her|its|their|my)\s+(\w+)\s+{_THING}{_END}", re.IGNORECASE)
_ADD = re.compile(rf"\b{_PLEASE}(?:add|put|include|give\s+(?:him|her|it|them))\s+{_THE}{_THING}{_END}", re.IGNORECASE)
_MAKE_IT = re.compile(rf"\b{_PLEASE}(?:make|set)\s+it\s+(?:at\s+|in\s+|look\s+)?{_THE}{_THING}{_END}", re.IGNORECASE)


def as_wish(order: str) -> str:
    """The order as a wish that a planner understands; what is no order, and what is too long for one, stays."""
    order = " ".join(order.split())
    if len(order) > LONGEST:
        return order
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_EXCHANGE, lambda found: _exchanged(found[1], found[2])),
        (_INSTEAD_FIRST, lambda found: _exchanged(found[1], found[2])),
        (_INSTEAD, lambda found: _exchanged(found[2], found[1])),
        (_REMOVE, lambda found: f"no {found[1]}"),
        (_MAKE_IT, lambda found: found[1]),
        (_MAKE, lambda found: f"{found[2]} {found[1]}"),
        (_ADD, lambda found: found[1]),
    )
    order = _COMPLAINT.sub(lambda found: f"not {found[1]}", _AND_ORDER.sub(", ", order))
    order = _COMPLAINT_KOREAN.sub(lambda found: f"{found[1]}{_stem(found[2])}지 않게", order)
    for pattern, wish in rules:
        order = pattern.sub(wish, order)
    return order


def _stem(adjective: str) -> str:
    """An adjective as it ends a sentence without its ending: 어두워 -> 어둡, 커 -> 크, 복잡해 -> 복잡하."""
    head, last = adjective[:-1], adjective[-1]
    if last == "워" and head:
        return head[:-1] + chr(ord(head[-1]) + _PIEUP)
    if last in "아어" and head:
        return head
    return head + _CONTRACTED.get(last, last)


def _exchanged(old: str, new: str) -> str:
    """A colour or a background is given to what is there; anything else takes its place."""
    kept = new.lower().split()[-1] in COLOURS or old.lower().endswith("background")
    return f"{new} {old}" if kept and not new.lower().endswith("background") else f"{new}, no {old}"


_PIEUP = 17
"""Places that a syllable with ㅂ below is behind the same one without."""
_CONTRACTED = dict(
    pair.split() for pair in ("해 하", "커 크", "려 리", "개 갛", "래 랗", "얘 얗", "매 맣", "져 지", "뻐 쁘", "퍼 프")
)

_ONCE_MORE = re.compile(
    r"(?:please\s+)?(?:(?:try|do|paint|draw|make)\s+(?:it\s+|this\s+)?)?"
    r"(?:again|once\s+more|one\s+more(?:\s+time)?|another(?:\s+one)?|redo|retry|repeat)(?:\s*,?\s*please)?"
    r"|(?:좀\s*|혹시\s*)?(?:다시|또|(?:한|하나|한\s*번|한\s*장)\s*더|재도전|리롤|재생성)(?:\s*(?:한\s*번|하나|한\s*장|더))*"
    r"\s*(?:(?:그려|해|만들어|뽑아|생성해|부탁|시도)\S*(?:\s*(?:줘|주|줄|드|볼|봐|수|있)\S*)*)?",
    re.IGNORECASE,
)


def asks_again(order: str) -> bool:
    """Whether a text wants nothing but another picture of the same: 다시 그려 줘, "once more"."""
    bare = " ".join(order.strip(" ,.!?~ㅋㅎㅠㅜ").split())
    return len(bare) <= LONGEST and bool(_ONCE_MORE.fullmatch(bare))
