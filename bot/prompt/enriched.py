"""A text's meaning with what the providers made of it: their English, their support, their additions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.plan import Gloss, Weighted
from bot.prompt import negation
from bot.prompt.analyst import Analyst
from bot.prompt.language import HANGUL
from bot.prompt.meaning import Meaning, Piece
from bot.prompt.protected import MARK, Marked
from bot.prompt.providers.base import Additions
from bot.prompt.providers.providers import Reading
from bot.prompt.support import supported
from bot.prompt.wanted import says, wanted
from bot.prompt.wording import without_request


def sayable(marked: Marked) -> str:
    """The text that may leave the house: links, names, quotes, tags and weights stay here."""
    return " ".join(MARK.sub(" ", marked.text).split()).strip(" ,")


async def enriched(meaning: Meaning, reading: Reading, marked: Marked, analyst: Analyst) -> Meaning:
    """The meaning, with the translation in place of the gloss and weights that the paraphrases support.

    Korean analysis stays the judge of what is not wanted. Raises AnalysisDied.
    """
    if reading.english:
        meaning = await _translated(meaning, reading, marked, analyst)
    if not reading.paraphrases:
        return meaning
    keywords = [Weighted(piece.text, piece.weight) for piece in meaning.pieces if not piece.verbatim]
    others = await asyncio.gather(*(_keywords(paraphrase, analyst) for paraphrase in reading.paraphrases))
    weights = iter(supported(keywords, others))
    pieces = tuple(piece if piece.verbatim else replace(piece, weight=next(weights).weight) for piece in meaning.pieces)
    return replace(meaning, pieces=pieces)


def fitting(additions: Additions, meaning: Meaning) -> Additions:
    """Without what the text does not want, and without refusing what it wants."""
    text = " ".join((meaning.english, *(piece.text for piece in meaning.pieces)))
    return Additions(
        wanted=tuple(phrase for phrase in additions.wanted if not any(says(phrase, no) for no in meaning.unwanted)),
        unwanted=tuple(phrase for phrase in additions.unwanted if not says(text, phrase)),
    )


def ran(meaning: Meaning, reading: Reading) -> tuple[str, ...]:
    """Everything that the plan is made by; a translator is among it where its English was taken."""
    return tuple(dict.fromkeys((*meaning.providers, *reading.helpers)))


async def _translated(meaning: Meaning, reading: Reading, marked: Marked, analyst: Analyst) -> Meaning:
    english, found = wanted(without_request(reading.english), meaning.unwanted)
    keywords = await analyst.keywords(english) if english else ()
    if not keywords:
        return meaning
    kept = tuple(piece for piece in meaning.pieces if piece.verbatim)
    tags = {span.text for span in marked.spans if span.kind == "lora"}
    also = (phrase for phrase in (*reading.unwanted, *found) if not says(english, phrase))
    return replace(
        meaning,
        glosses=(Gloss(sayable(marked), english),),
        unknown=(),
        coverage=1.0,
        english=", ".join((english, *(piece.text for piece in kept if piece.text not in tags))),
        unwanted=_once((*meaning.unwanted, *also)),
        pieces=(*(Piece(keyword.text, keyword.weight) for keyword in keywords), *kept),
        providers=_replaced(meaning.providers, reading.translator),
    )


def _replaced(providers: Sequence[str], translator: str) -> tuple[str, ...]:
    """The translator ran in the gloss's place, and KeyBERT after it."""
    return tuple(dict.fromkeys([*(translator if name == "gloss" else name for name in providers), "keybert"]))


def _once(phrases: Sequence[str]) -> tuple[str, ...]:
    """Without what another phrase says already: "people", "other people" -> "people"."""
    kept: list[str] = []
    for phrase in phrases:
        if not any(says(phrase, other) for other in kept):
            kept.append(phrase)
    return tuple(kept)


async def _keywords(sentence: str, analyst: Analyst) -> tuple[Weighted, ...]:
    if HANGUL.search(sentence):
        return (await analyst.analyse(sentence)).keywords
    wish, _ = negation.split(sentence)
    return await analyst.keywords(wish) if wish else ()
