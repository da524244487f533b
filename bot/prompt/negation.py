"""What an English text does not want, taken out of it."""

from __future__ import annotations

import re

_LOOKALIKES = (
    r"nothing but|not only|(?:no|without(?:\s+a)?|beyond) doubt"
    r"|no longer|no matter|no less than|no wonder|no\.\s*\d+|no-\w+"
    r"|never[ -](?:ending|mind|before seen)|no (?:smoking|parking|entry|fishing|swimming) (?:sign|zone|area)"
    r"|no \w+(?: \w+)? signs?"
)
_HEADS = (
    r"(?:there\s+(?:is|are)\s+|(?:that|which|who)\s+ha(?:s|ve|d)\s+|there's\s+|with\s+|and\s+|but\s+|has\s+|have\s+|having\s+|in\s+which\s+)?no\s+(?!one\b)(?:visible\s+|other\s+|more\s+)?"
    r"|(?:but\s+|and\s+)?without\s+(?:any\s+|a\s+|an\s+|the\s+|having\s+)?"
    r"|(?:which\s+is\s+|that\s+is\s+|completely\s+)?(?:free|devoid)\s+(?:of|from)\s+(?:any\s+)?"
    r"|(?:zero|0)\s+(?=(?:people|persons?|humans?|texts?|letters?|words?|logos?|watermarks?|cars?)\b)"
    r"|(?:please\s+|i\s+(?:really\s+)?)?(?:do\s+not|don't|dont)\s+(?:draw|paint|include|add|show|put|use|want|need|like|make)\s+(?:any\s+|a\s+|an\s+|the\s+)?"
    r"|(?:instead\s+of|rather\s+than)\s+(?:any\s+|a\s+|an\s+|the\s+)?"
    r"|(?:excluding|except(?:\s+for)?|avoid(?:ing)?|minus|lacking|omit(?:ting)?)\s+(?:any\s+|a\s+|an\s+|the\s+)?"
    r"|(?:that|who|which|it|he|she)'s\s+not\s+(?:a\s+|an\s+|any\s+|the\s+)?"
    r"|(?:there\s+)?ain't\s+(?:no\s+|any\s+)?"
    r"|(?:(?:that|who|which)\s+)?(?:(?:is|are|was|were|does|do)\s+not|isn't|aren't|doesn't|don't)\s+(?:a\s+|an\s+|any\s+|the\s+)?"
    r"|(?:anything|everything|everyone|all)\s+(?:but|except(?:\s+for)?)\s+(?:a\s+|an\s+|the\s+)?"
    r"|(?:with\s+)?(?:hardly|barely|scarcely)\s+any\s+"
    r"|(?:(?:that|who|which)\s+)?(?:(?:is|are|was|were|has|have)\s+)?never\s+(?:a\s+|an\s+|the\s+)?"
    r"|(?:but\s+|and\s+|with\s+|has\s+|have\s+)?(?:neither|not|none\s+of)\s+(?:a\s+|an\s+|any\s+|the\s+)?"
)
_WORD = r"(?![가-힣])[\w'\ue000-\ue1f4][\w'-]*"
_BOUNDARY = (
    r"and|or|nor|but|in|on|at|with|without|by|under|near|of|from|behind|above|around|into|to|over|inside|while|only|"
    r"just|ever|that|who|which|is|are|please|except|no|not|as|for|through|beside|between|against|like|style"
)
_UNDESIRED = (
    r"texts?|letters?|words?|captions?|watermarks?|logos?|signatures?|people|persons?|humans?|borders?|frames?|blur"
)
"""Named one after another behind a negation, each is meant: "no text, watermark, logo"."""
_FILLER = frozenset(
    {"be", "being", "wearing", "have", "having", "containing", "any", "visible", "too", "very", "it", "look"}
)
_MOST_WORDS = 3

_LOOKALIKE = re.compile(rf"\b(?:{_LOOKALIKES})", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:,?\s*(?:\bwith|\band|\bbut|\bthere\s+is|\bthere's)\s+)?\b(?:nobody|no\s+one|noone)\b(?:\s+(?:there|around|inside|outside|here|left|in\s+it|in\s+sight|else))?",
    re.IGNORECASE,
)
_PHRASE = rf"(?!(?:{_BOUNDARY})\b){_WORD}(?:\s+(?!(?:{_BOUNDARY})\b)(?![a-z]+ing\b){_WORD}){{0,{_MOST_WORDS - 1}}}"
_MORE = (
    rf"(?:\s*,?\s*\b(?:or|nor)\s+(?:any\s+|a\s+|an\s+|the\s+)?{_PHRASE}"
    rf"|\s+and\s+(?:any\s+)?{_WORD}(?=\s*(?:[,.;!?]|$))"
    rf"|\s*,\s*(?:{_UNDESIRED})\b(?=\s*(?:[,.;!?]|$)))*"
)
_NEGATION = re.compile(
    rf"(?<![\w-])(?:{_HEADS})({_PHRASE}{_MORE})(?:\s+in\s+(?:it|there|the\s+(?:picture|image|photo|scene|background)))?",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:(?<=[,.;!?])|^)\s*(?:negatives?(?:\s+prompt)?|avoid|exclude|without|no)\s*:\s*([^.;]+)", re.IGNORECASE
)
"""Everything behind a colon: "negative: blur, low quality"."""
_LEFT_OUT = re.compile(
    rf"(?:(?<=[,.;!?])|^)\s*(?:the\s+|all\s+)?({_PHRASE})\s+(?:excluded|removed|omitted|left\s+out)(?=\s*(?:[,.;!?]|$))",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    rf"(?:(?<=[,.;!?])|^)\s*(?:(?:and|please|pls|also|then)\s+)*"
    rf"(?:remove|erase|delete|exclude|skip|ditch|hide|get\s+rid\s+of|take\s+out|leave\s+out)\s+(?:any\s+|all\s+|a\s+|an\s+|the\s+|my\s+)*"
    rf"({_PHRASE}{_MORE})(?=\s*(?:[,.;!?]|from\b|please\b|pls\b|$))",
    re.IGNORECASE,
)
"""Said to the painter: "remove the background", where "a thief hides the gold" is painted."""
_NOT_SHOWN = re.compile(
    rf"(?:(?<=[,.;!?])|^|\b(?:and|but))\s*(?:any\s+|a\s+|an\s+|the\s+)?({_PHRASE})\s+"
    r"(?:should|must|may|can|shall|will|do|does)\s*(?:n't|not)\s+"
    r"(?:appear|show(?:\s+up)?|exist|be\s+(?:there|visible|seen|shown|included|drawn|present|in\s+(?:it|the\s+(?:picture|image|photo))))"
    r"(?:\s+(?:anywhere|at\s+all|in\s+(?:it|the\s+(?:picture|image|photo))))?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\bw/o(?=\s)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:a|an|the|any|his|her|its|their|my|your|some)\s+)+(?=\w)", re.IGNORECASE)
_TRAILING = re.compile(
    r"\s+(?:either|anymore|any\s+more|at\s+all|too|please|pls|whatsoever|anywhere|ones?)$", re.IGNORECASE
)
_FREE = re.compile(r"\b([a-z]+)-free\b", re.IGNORECASE)
_LIST = re.compile(r"\s*,?\s*\b(?:or|nor|and)\s+(?:any\s+|a\s+|an\s+|the\s+)?|\s*,\s*", re.IGNORECASE)


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """What the text wants, and what it does not: "library with no people, warm sun" -> "library, warm sun", (people,).

    "nothing but snow" and "not only cats" are wishes. Never raises; time grows with the text's length.
    """
    negatives: list[str] = []
    kept: list[str] = []
    last = 0
    for shielded in [*_LOOKALIKE.finditer(text), None]:
        kept.append(_take(text[last : shielded.start() if shielded else None], negatives))
        if shielded:
            kept.append(re.sub(r"nothing but|not only", " ", shielded[0], flags=re.IGNORECASE))
            last = shielded.end()
    wanted = "".join(kept)
    return wanted if wanted == text else _mend(wanted), tuple(dict.fromkeys(negatives))


def _take(text: str, negatives: list[str]) -> str:
    def note(found: re.Match[str]) -> str:
        for phrase in _LIST.split(found[1]):
            words = " ".join(word for word in phrase.split() if word.lower() not in _FILLER)
            bare = _TRAILING.sub("", _LEADING.sub("", words))
            if bare:
                negatives.append(bare)
        return " , "

    def note_nobody(_: re.Match[str]) -> str:
        negatives.append("people")
        return " , "

    def note_free(found: re.Match[str]) -> str:
        negatives.append(found[1])
        return " "

    text = _FREE.sub(note_free, _SHORT.sub("without", text))
    for pattern in (_LISTED, _ORDERED, _NOT_SHOWN):
        text = pattern.sub(note, text)
    return _NEGATION.sub(note, _LEFT_OUT.sub(note, _NOBODY.sub(note_nobody, text)))


def _mend(text: str) -> str:
    """Punctuation as it was before something was taken out between it."""
    text = re.sub(r"([.!?;])(?:\s*,|\s+[.;])+", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?:\s*,)+\s*(?=[.!?;]|$)|^(?:\s*,)+\s*(?:(?:but|and)\s+)?", "", text)
    text = re.sub(r"\s*,(?:\s*,)*\s*(?:(?:and|but|or)\s+,?\s*)?", ", ", text)
    return re.sub(r"(?:\b(?:and|but|with|or)\s*)+(?=[.!?]?\s*$)", "", text, flags=re.IGNORECASE).strip(" ,")
