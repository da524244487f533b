"""What one text says, in English: the way through protected spans, negations, the analysis process and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot import weights
from bot.plan import Gloss, Weighted
from bot.prompt import negation
from bot.prompt.analysis.answers import Korean
from bot.prompt.analyst import Analyst
from bot.prompt.language import HANGUL, LATIN
from bot.prompt.protected import MARK, Marked, Span, protect, restore
from bot.prompt.story import is_story, scene_of
from bot.prompt.wanted import says, unsaid
from bot.prompt.wording import is_request, without_request

_SILENT = frozenset({"link", "name"})
"""Nothing of them can be painted."""
_PROSE = re.compile(r"\b(?:a|an|the|in|on|at|with|of|and|is|are|over|under|by|to|from)\b", re.IGNORECASE | re.ASCII)


_BESIDE = re.compile(f"(?<={MARK.pattern})(?={MARK.pattern})")
"""Between two marks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the first encoder's prompt; a `verbatim` one holds its own emphasis, or quotes."""

    text: str
    weight: float = 1.0
    verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Lemmas are of the source language; `english`, `unwanted` and `pieces` hold no marks any more."""

    lemmas: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    glosses: tuple[Gloss, ...] = ()
    denied: tuple[Gloss, ...] = ()
    unknown: tuple[str, ...] = ()
    coverage: float = 1.0
    english: str = ""
    unwanted: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fills:
    """What stands for each mark in the end, what its spans did not want, and the Korean that was in them."""

    texts: Mapping[str, str]
    unwanted: tuple[str, ...]
    tags: tuple[str, ...]
    heard: tuple[Korean, ...]


async def meaning_of(marked: Marked, analyst: Analyst) -> Meaning:
    """Understand a text. Raises AnalysisDied."""
    marked = _opened(marked)
    fills = await _fills(marked, analyst)
    text = MARK.sub(lambda found: "" if marked.span(found[0]).kind in _SILENT | {"lora"} else found[0], marked.text)
    text = _BESIDE.sub(" ", text)
    if HANGUL.search(text):
        meaning = await _korean(text, fills, analyst)
    elif LATIN.search(text):
        meaning = await _english(_emoji_as_words(text, marked), fills, analyst)
    else:
        filled = _filled(text, fills.texts).strip(" ,")
        meaning = Meaning(
            english=filled,
            pieces=tuple(Piece(_filled(part, fills.texts).strip(), verbatim=True) for part in _parts(text)),
        )
    return _with_tags(_consistent(meaning), fills)


def _consistent(meaning: Meaning) -> Meaning:
    """Without what is not wanted in words for something else: 안 매운 떡볶이 is no "spicy rice cakes"."""
    if not any(says(meaning.english, phrase) for phrase in meaning.unwanted):
        return meaning
    pieces = (
        piece if piece.verbatim else replace(piece, text=unsaid(piece.text, meaning.unwanted))
        for piece in meaning.pieces
    )
    return replace(meaning, english=unsaid(meaning.english, meaning.unwanted), pieces=tuple(pieces))


def as_scene(meaning: Meaning, typed: str) -> tuple[Meaning, bool]:
    """A story as one scene, and whether it was one. What its people say is not written on anything."""
    if not is_story(typed, meaning.english):
        return meaning, False
    pieces = tuple(piece for piece in meaning.pieces if not piece.text.startswith(('"', "'")))
    keywords = [Weighted(piece.text, piece.weight) for piece in pieces if not piece.verbatim]
    return replace(meaning, english=scene_of(meaning.english, keywords), pieces=pieces), True


def _opened(marked: Marked) -> Marked:
    """A text that is nothing but quoted, as "노을 지는 바다" 그려 줘, quotes no words to be written."""
    rest = MARK.sub("", marked.text)
    if "quote" not in {span.kind for span in marked.spans} or not is_request(rest):
        return marked
    return protect(restore(marked.text, marked.spans).replace('"', " ").replace("'", " "))


async def english_of(text: str, analyst: Analyst) -> str:
    """A short text - a style, a thing not wanted - in English; English stays as it is typed."""
    if not HANGUL.search(text):
        return text.strip(" ,")
    korean = await analyst.analyse(MARK.sub(" ", text))
    return ", ".join(filter(None, [*(keyword.text for keyword in korean.keywords), *korean.unwanted]))


async def _korean(text: str, fills: _Fills, analyst: Analyst) -> Meaning:
    unwanted: tuple[str, ...] = ()
    if LATIN.search(text):
        text, unwanted = negation.split(text)
    korean = await analyst.analyse(text)
    if _PROSE.search(text):  # English with a word of Korean in it
        pieces = await _pieces(korean.english, fills, analyst)
    else:
        pieces = tuple(_piece(keyword, fills.texts) for keyword in korean.keywords)
    return Meaning(
        lemmas=korean.lemmas,
        negatives=korean.negatives,
        glosses=korean.glosses,
        denied=korean.denied,
        unknown=korean.unknown,
        coverage=korean.coverage,
        english=_filled(korean.english, fills.texts),
        unwanted=tuple(_filled(phrase, fills.texts) for phrase in (*unwanted, *korean.unwanted)),
        pieces=pieces,
        providers=("kiwi", "gloss"),
    )


async def _english(text: str, fills: _Fills, analyst: Analyst) -> Meaning:
    text, unwanted = negation.split(without_request(text))
    text = without_request(text)  # a request may stand behind what is not wanted: "a cat, no dogs, please"
    return Meaning(
        english=_filled(text, fills.texts),
        unwanted=tuple(_filled(phrase, fills.texts) for phrase in unwanted),
        pieces=await _pieces(text, fills, analyst),
        providers=("keybert",),
    )


async def _pieces(text: str, fills: _Fills, analyst: Analyst) -> tuple[Piece, ...]:
    """An English text's keywords with its spans among them, in the order of the text."""
    keywords = await analyst.keywords(text) if LATIN.search(text) else ()
    lowered = " ".join(text.lower().split())
    places = [(lowered.find(keyword.text), Piece(keyword.text, keyword.weight)) for keyword in keywords]
    places += [(found.start(), Piece(fills.texts[found[0]], verbatim=True)) for found in MARK.finditer(lowered)]
    return tuple(piece for _, piece in sorted(places, key=lambda place: place[0]))


async def _fills(marked: Marked, analyst: Analyst) -> _Fills:
    texts: dict[str, str] = {}
    unwanted: list[str] = []
    heard: list[Korean] = []
    for found in MARK.finditer(marked.text):
        span = marked.span(found[0])
        if span.kind == "weight":
            texts[found[0]], more = await _weighted(span.text, analyst, heard)
            unwanted += more
        else:
            texts[found[0]] = span.said
    tags = [marked.span(found[0]).text for found in MARK.finditer(marked.text) if marked.span(found[0]).kind == "lora"]
    return _Fills(texts, tuple(unwanted), tuple(tags), tuple(heard))


async def _weighted(typed: str, analyst: Analyst, heard: list[Korean]) -> tuple[str, tuple[str, ...]]:
    """A span with emphasis, and what it does not want; English as it is typed, Korean in English with its weight.

    Adds the Korean to `heard`.
    """
    if not HANGUL.search(typed) and not negation.split(weights.plain(typed))[1]:
        return typed, ()
    said: list[str] = []
    unwanted: list[str] = []
    for part in weights.parse(typed):
        text, denied = negation.split(part.text)
        if HANGUL.search(text):
            korean = await analyst.analyse(text)
            heard.append(korean)
            text, denied = korean.english, (*denied, *korean.unwanted)
        unwanted += denied
        said.append(weights.emphasised(text.strip(), part.weight) if text.strip() else "")
    return " ".join(filter(None, said)), tuple(unwanted)


def _with_tags(meaning: Meaning, fills: _Fills) -> Meaning:
    tags = tuple(Piece(tag, verbatim=True) for tag in fills.tags)
    heard: tuple[Korean | Meaning, ...] = (*fills.heard, meaning)
    return replace(
        meaning,
        lemmas=tuple(lemma for one in heard for lemma in one.lemmas),
        negatives=tuple(lemma for one in heard for lemma in one.negatives),
        glosses=tuple(dict.fromkeys(pair for one in heard for pair in one.glosses)),
        denied=tuple(dict.fromkeys(pair for one in heard for pair in one.denied)),
        unknown=tuple(dict.fromkeys(word for one in heard for word in one.unknown)),
        english=re.sub(r"\s+", " ", meaning.english).strip(" ,"),
        unwanted=(*meaning.unwanted, *fills.unwanted),
        pieces=(*(piece for piece in meaning.pieces if piece.text), *tags),
    )


def _piece(keyword: Weighted, texts: Mapping[str, str]) -> Piece:
    if MARK.search(keyword.text):
        return Piece(_filled(keyword.text, texts), verbatim=True)
    return Piece(keyword.text, keyword.weight)


def _filled(text: str, texts: Mapping[str, str]) -> str:
    return MARK.sub(lambda found: texts.get(found[0], ""), text)


def _emoji_as_words(text: str, marked: Marked) -> str:
    def said(found: re.Match[str]) -> str:
        span: Span = marked.span(found[0])
        return f" {span.said} " if span.kind == "emoji" else found[0]

    return MARK.sub(said, text)


def _parts(text: str) -> Iterable[str]:
    return re.findall(r"[^\s,]+", text)
