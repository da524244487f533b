"""What is said to the painter rather than of the picture: "please draw me a picture of"."""

from __future__ import annotations

import re

_POLITE = r"(?:please|pls|hi|hello|hey|ok(?:ay)?|so|now|kindly|just)[,!.]?\s+"
_ASKING = (
    r"(?:(?:can|could|would|will)\s+(?:you|u|we)\s+(?:please\s+|kindly\s+|maybe\s+)?"
    r"|i(?:'d|\s+would)\s+(?:like|love)\s+(?:you\s+)?(?:to\s+)?(?:see\s+|have\s+|get\s+)?"
    r"|i\s+(?:want|need|wish)\s+(?:you\s+to\s+|to\s+see\s+|to\s+have\s+|to\s+)?"
    r"|let's\s+(?:see\s+)?|give\s+me\s+|show\s+me\s+|help\s+me\s+(?:to\s+)?)"
)
_MAKING = (
    r"(?:draw|paint|make|create|generate|render|design|produce|sketch|illustrate|imagine|show|do)"
    r"(?:\s+(?:me|us|for\s+me|up))?\s+"
)
_SOME = r"(?:(?:a|an|the|some|one|another|my|this)\s+)?"
_PICTURE = (
    r"(?:(?:nice|good|beautiful|cool|pretty|new)\s+)?(?:picture|image|pic|img|artwork|visual)s?\s+"
    r"(?:of|with|showing|that\s+shows|where|in\s+which)\s+"
)
_OPENING = re.compile(
    rf"^\s*(?:{_POLITE})*(?:{_ASKING})?(?:{_POLITE})?(?:{_MAKING})?(?:{_SOME}{_PICTURE})?", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:^|[\s,.!]+)(?:please|pls|thanks|thank\s+you|thx|for\s+me|if\s+(?:you\s+can|possible))(?:\s+(?:so|very)\s+much)?"
    r"[\s.!?]*$",
    re.IGNORECASE,
)


_SPELLED = (
    (re.compile(r"\bw/o(?=\s)", re.IGNORECASE), "without"),
    (re.compile(r"\bw/\s?(?=\w)", re.IGNORECASE), "with "),
    (
        re.compile(r"\b(?:do\s+not|don't|dont)\s+forget\s+(?:to\s+(?:add|include|draw|paint|show)\s+)?", re.IGNORECASE),
        "",
    ),
)


def without_request(text: str) -> str:
    """The wish without its politeness: "please draw me a picture of a cat, thanks!" -> "a cat"."""
    for pattern, said in _SPELLED:
        text = pattern.sub(said, text)
    opened = _OPENING.match(text)
    rest = text[opened.end() :] if opened else text
    while (shorter := _CLOSING.sub("", rest)) != rest:
        rest = shorter
    return rest.strip()


_KOREAN_REQUEST = re.compile(
    r"(?:을|를|이?라고|같은|으로|로)?\s*(?:좀|하나|그림|이미지|사진|을|를|\s)*(?:그려|만들어|생성해|보여|부탁)\S*"
    r"(?:\s*(?:주|줘|줄|드|볼|봐|수|있)\S*)*"
)


def is_request(text: str) -> bool:
    """Whether a text asks for a picture and does not say of what: "please draw", 그려 줘."""
    bare = text.strip(" ,.!?~")
    return not without_request(bare + " ") or bool(_KOREAN_REQUEST.fullmatch(bare))
