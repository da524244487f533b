"""A Korean text, understood: words, what is wanted and what is not, English for both."""

from __future__ import annotations

from collections.abc import Sequence

from bot.plan import Gloss, Weighted
from bot.prompt.analysis.answers import Korean
from bot.prompt.analysis.denial import part
from bot.prompt.analysis.exchanges import exchanged
from bot.prompt.analysis.gloss import Glossed, gloss
from bot.prompt.analysis.grammar import PLACES
from bot.prompt.analysis.lexicon import Lexicon
from bot.prompt.analysis.requests import without_requests
from bot.prompt.analysis.scene import Phrase
from bot.prompt.analysis.verbs import SILENT
from bot.prompt.analysis.words import Word
from bot.prompt.emphasis import weigh
from bot.prompt.listed import listed
from bot.prompt.protected import MARK
from bot.prompt.wanted import as_negative

_UNTOLD = SILENT | listed("있다 하다 되다 이다 같다 싶다 가지다 갖다 텅 좀 더 너무 아주 매우 정말 참 엄청 완전 진짜")
"""Words that are no lemmas of a picture."""


MOST = 16
"""Keywords of one prompt; a story's other phrases are in its sentence."""
EARLY, SPREAD = 0.1, 0.4
"""Rank that a phrase loses on the way through the text, and the difference of ranks that takes all weights."""


def understand(words: Sequence[Word], lexicon: Lexicon) -> Korean:
    """What a text means. Pure: the same words give the same answer."""
    wishes = part(without_requests(exchanged(tuple(words))), lexicon.is_phrase, lexicon.acts)
    wanted = gloss(wishes.wanted, lexicon)
    unwanted = [gloss(group, lexicon) for group in wishes.unwanted]
    every = [wanted, *unwanted]
    content = sum(one.content for one in every)
    return Korean(
        lemmas=_lemmas(wishes.wanted),
        negatives=tuple(lemma for group in wishes.unwanted for lemma in _lemmas(group)),
        glosses=wanted.glosses,
        denied=_denied(unwanted),
        unknown=tuple(dict.fromkeys(word for one in every for word in one.unknown)),
        coverage=sum(one.known for one in every) / content if content else 1.0,
        english=wanted.scene.sentence,
        unwanted=tuple(dict.fromkeys(as_negative(one.scene.sentence) for one in unwanted if one.scene.sentence)),
        keywords=_keywords(wanted.scene.phrases),
    )


def _denied(unwanted: Sequence[Glossed]) -> tuple[Gloss, ...]:
    pairs = (pair for one in unwanted for pair in one.glosses)
    return tuple(dict.fromkeys(Gloss(pair.source, as_negative(pair.english)) for pair in pairs))


def _lemmas(words: Sequence[Word]) -> tuple[str, ...]:
    told = (word for word in words if word.pos != "mark" and word.lemma not in _UNTOLD)
    return tuple(
        word.lemma for word in told if word.pos != "number" and not (word.lemma in PLACES and word.pos == "noun")
    )


def _keywords(phrases: Sequence[Phrase]) -> tuple[Weighted, ...]:
    """The phrases that say most, in the order of the text; the earlier of two equals says more."""
    said = [phrase for phrase in phrases if not MARK.fullmatch(phrase.text)]
    ranks = {phrase: phrase.rank - EARLY * i / len(said) for i, phrase in enumerate(said)}
    chosen = sorted(ranks, key=lambda phrase: -ranks[phrase])[:MOST]
    weights = dict(zip(chosen, weigh([ranks[phrase] for phrase in chosen], SPREAD), strict=True))
    told = [phrase for phrase in phrases if phrase in weights or phrase not in ranks]
    return tuple(Weighted(phrase.text, weights.get(phrase, 1.0)) for phrase in told)
