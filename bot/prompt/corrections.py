"""A text that answers a picture changes its plan: what it does not mention stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot import weights
from bot.plan import Gloss, PromptPlan, Weighted
from bot.prompt.compose import merged
from bot.prompt.listed import listed
from bot.prompt.orders import COLOURS
from bot.prompt.support import stem
from bot.prompt.wanted import as_negative, says

T = TypeVar("T", str, Gloss)

STEP = 0.15
"""How much more "more" is."""

_TIMES = listed("night day daytime daylight sunset sunrise dawn morning evening dusk noon midnight afternoon twilight")
_SIZES = listed("big small large tiny little huge long short tall giant")
_NUMBERS = listed("one two three four five six seven eight nine ten twenty several many single 2 3 4 5 6 7 8 9 10")
_CLASSES = (COLOURS, _SIZES, _NUMBERS)
"""A new word of a class takes the place of an old one."""
_ONE_KOREAN = re.compile(r"(?:^|\s)(?:한|1)\s?(?:마리|명|개|송이|그루|대|채|권|장|벌|사람)|하나(?:만|로)")
_MORE = re.compile(r"^\s*(more|less|fewer)\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE)
_MORE_KOREAN = re.compile(r"(?:^|\s)(?:더|많이)(?=\s|$)")
_LESS_KOREAN = re.compile(r"(?:^|\s)덜(?=\s|$)")
_MUCH = listed("many much more very together")
_TIED = r"(?:\b(?:with|wearing|holding|carrying|and|in|on|by|at)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}?)?"
_PARTS = re.compile(r"(?:[^,()\[\]<>]|\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|[()\[\]<>])+")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a correction asks for, by the noun it is about."""

    text: str
    weight: float

    @property
    def noun(self) -> str:
        return stem(self.text.lower().split()[-1])


def corrected(previous: PromptPlan, change: PromptPlan, text: str) -> PromptPlan:
    """The previous plan with what `change`, the plan of the correction alone, asks for and refuses.

    `text` is the correction as it was typed. Style, options and weights that it does not mention are kept.
    """
    more, wishes = _wishes(change)
    prompt = _changed(_parts(previous.prompt), wishes, change, more=more)
    english = _changed(_parts(previous.english), wishes, change, more=0.0)
    sentence = _changed(_parts(previous.prompt_2), wishes, change, more=0.0)
    wanted = [phrase for wish in wishes for phrase in (wish.text, *as_negative(wish.text).split(", "))]
    refused = [part for part in _parts(previous.negative_prompt) if not any(says(part, one) for one in wanted)]
    return replace(
        previous,
        text=f"{previous.text}\n{text}",
        language=previous.language if previous.language == change.language else "mixed",
        lemmas=_once([lemma for lemma in previous.lemmas if lemma not in change.negatives], change.lemmas),
        negatives=_once([lemma for lemma in previous.negatives if lemma not in change.lemmas], change.negatives),
        options=previous.options | change.options,
        unknown_options=change.unknown_options,
        style=change.style or previous.style,
        glosses=_told(previous, change, [*prompt, *english, *sentence]),
        denied=_once([pair for pair in previous.denied if pair.source not in change.lemmas], change.denied),
        unknown=_once(previous.unknown, change.unknown),
        english=", ".join(english),
        keywords=_keywords(prompt),
        prompt=", ".join(prompt),
        prompt_2=", ".join(sentence),
        negative_prompt=merged(refused, _parts(change.negative_prompt)),
        providers=_once(previous.providers, change.providers),
        warnings=change.warnings,
    )


def _told(previous: PromptPlan, change: PromptPlan, parts: Iterable[str]) -> tuple[Gloss, ...]:
    """What was understood and still holds: no yellow hat once it is red."""
    said = " , ".join(map(weights.plain, parts))
    kept = (pair for pair in previous.glosses if not pair.english or says(said, pair.english))
    return tuple(dict.fromkeys((*kept, *change.glosses)))


def _wishes(change: PromptPlan) -> tuple[float, list[_Wish]]:
    """How much more of it is wanted, and what."""
    found = _MORE.match(change.english)
    more = STEP if (found and found[1].lower() == "more") or _MORE_KOREAN.search(change.text) else 0.0
    more = -STEP if (found and not more) or _LESS_KOREAN.search(change.text) else more
    one = "one " if _ONE_KOREAN.search(change.text) and len(change.keywords) == 1 else ""
    wishes = [_Wish(one + _MORE.sub("", keyword.text), keyword.weight) for keyword in change.keywords]
    return more, [wish for wish in wishes if wish.text.strip() and wish.text not in _MUCH]


def _changed(parts: Sequence[str], wishes: Sequence[_Wish], change: PromptPlan, *, more: float) -> list[str]:
    left = list(wishes)
    for refused in _parts(change.negative_prompt):
        if left and any(says(weights.plain(part), refused) for part in parts):
            instead = left.pop(0)
            parts = [_replaced(part, refused, instead.text) for part in parts]
        parts = [kept for part in parts if (kept := _without(part, refused))]
    for wish in left:
        if set(wish.text.lower().split()) & _TIMES:
            parts = [kept for part in parts if (kept := _timeless(part))]
        parts = _with(parts, wish, more)
    return list(dict.fromkeys(parts))


def _with(parts: Sequence[str], wish: _Wish, more: float) -> list[str]:
    """The wish in the part that is about its noun already, or behind the others."""
    recoloured = _recoloured(parts, wish)
    if recoloured:
        return recoloured
    out = list(parts)
    for i, part in enumerate(parts):
        if wish.noun in _stems(weights.plain(part)):
            out[i] = _rewritten(part, _described(weights.plain(part), wish), more)
            return out
    heavy = weights.emphasised(wish.text, wish.weight + more) if _weighted(parts) else wish.text
    return [*out, heavy]


def _recoloured(parts: Sequence[str], wish: _Wish) -> list[str]:
    """A colour alone is for what has a colour, if that is one thing."""
    colours = {word for part in parts for word in _words(weights.plain(part))} & COLOURS
    if wish.text.lower() not in COLOURS or len(colours) != 1:
        return []
    return [re.sub(rf"\b{colours.copy().pop()}\b", wish.text.lower(), part) for part in parts]


def _described(plain: str, wish: _Wish) -> str:
    """Put new adjectives before the noun: "wearing yellow hat" and "red hat" -> "wearing red hat"."""
    *describing, noun = wish.text.split()
    if wish.noun == "background":
        return wish.text
    outdated = {word for known in _CLASSES if known & set(describing) for word in known}
    words = plain.split()
    at = next(i for i, word in enumerate(words) if stem(word.lower()) == wish.noun)
    before = [word for word in words[:at] if word.lower() not in outdated | set(describing)]
    numbers = [word for word in describing if word in _NUMBERS]
    noun = noun if numbers else words[at]  # as many as there were
    if numbers:
        before = [word for word in before if word.lower() not in {"a", "an"}]
        numbers = [word for word in numbers if word != "one"]
        describing = [word for word in describing if word not in _NUMBERS]
    return " ".join([*numbers, *before, *describing, noun, *words[at + 1 :]])


def _replaced(part: str, refused: str, instead: str) -> str:
    plain = weights.plain(part)
    return _rewritten(part, re.sub(_pattern(refused), instead, plain, flags=re.IGNORECASE), 0.0)


def _rewritten(part: str, plain: str, more: float) -> str:
    """Another text with the part's weight."""
    weight = max((piece.weight for piece in weights.parse(part)), default=1.0)
    return weights.emphasised(plain, weight + more) if weight != 1 else plain


def _without(part: str, refused: str) -> str:
    """The part without what is refused; empty where nothing else was in it."""
    plain = weights.plain(part)
    if not says(plain, refused):
        return part
    rest = re.sub(rf"\s*{_TIED}{_pattern(refused)}", "", plain, flags=re.IGNORECASE).strip()
    rest = re.sub(r"^(?:(?:an?|the|with|and|in|on|at)\b\s*)+$", "", rest)
    return _rewritten(part, rest, 0.0) if rest else ""


def _timeless(part: str) -> str:
    """The part without its time of day."""
    plain = weights.plain(part)
    times = "|".join(_TIMES)
    rest = re.sub(rf"\s*\b(?:(?:at|by|in)\s+(?:the\s+)?)?(?:{times})\b", "", plain).strip()
    return part if rest == plain else _rewritten(part, rest, 0.0) if rest else ""


def _pattern(phrase: str) -> str:
    """Matches the phrase, whatever its words' endings."""
    return r"\b" + r"\s+".join(rf"{re.escape(stem(word))}\w*" for word in phrase.lower().split())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _stems(text: str) -> set[str]:
    return {stem(word) for word in _words(text)}


def _parts(prompt: str) -> list[str]:
    """What stands between commas that no bracket holds."""
    return [part.strip() for part in _PARTS.findall(prompt) if part.strip()]


def _weighted(parts: Iterable[str]) -> bool:
    return any(part.startswith("(") for part in parts)


def _keywords(parts: Iterable[str]) -> tuple[Weighted, ...]:
    """The weighted phrases of a prompt."""
    pieces = (weights.parse(part) for part in parts)
    return tuple(piece[0] for piece in pieces if len(piece) == 1 and piece[0].weight != 1)


def _once(*words: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(word for some in words for word in some))
