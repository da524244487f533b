"""모자를 빨간색으로 바꿔 줘, 고양이를 강아지로 바꿔 줘: a thing gets something, or another takes its place.

배경은 바다 is told as 바다 배경, too.
"""

from __future__ import annotations

from dataclasses import replace

from bot.prompt.analysis.denial import REMOVING, SHOWN
from bot.prompt.analysis.requests import ASKED
from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

_EXCHANGING = listed("바꾸다 변경하다 교체하다 변신시키다 대체하다 바뀌다")
_GIVEN_TO = listed("배경 하늘 머리 머리카락 옷 눈 색 색깔 표정 스타일 분위기 계절 날씨 시간 장소 화풍 조명 얼굴")
"""They stay, and become what is said: 배경을 바다로."""


def exchanged(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words with exchanges said as wishes: 빨간색 모자; 고양이 말고 강아지; 바다 배경."""
    words = _with_topics(_with_described(words))
    out: list[Word] = []
    i = 0
    while i < len(words):
        if _exchanges(words, i):
            out += _wish(words[i], words[i + 1])
            i += 3
        else:
            out.append(words[i])
            i += 1
    return tuple(out)


def _with_described(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """모자를 큰 걸로 as 큰 모자."""
    out = list(words)
    for i in range(len(words) - 1):
        thing, describing = words[i : i + 2]
        ends = i + 2 == len(words) or words[i + 2].stopped
        asked = i + 3 == len(words) and words[i + 2].lemma in ASKED  # 큰 걸로 해 줘
        if thing.role == "object" and describing.ending == "adnominal" and not describing.negated and (ends or asked):
            out[i] = replace(describing, stopped=thing.stopped)
            out[i + 1] = replace(thing, role="", particle="", stopped=False)
    return tuple(out)


def _with_topics(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What a thing of a picture is said to be stands before it: 배경은 푸른 바다 as 푸른 바다 배경."""
    out = list(words)
    for i, word in enumerate(words):
        end = _said_of(words, i)
        if end is not None:
            first = replace(words[i + 1], stopped=word.stopped)
            said = [first, *words[i + 2 : end + 1]]
            said[-1] = replace(said[-1], role="", particle="")
            thing = replace(word, role="", particle="", start=words[end].end, end=words[end].end, stopped=False)
            out[i : end + 1] = [*said, thing]
    return tuple(out)


def _said_of(words: tuple[Word, ...], i: int) -> int | None:
    """Where the noun stands that word `i` is said to be; None where nothing but a verb comes."""
    if not words[i].nominal or words[i].role not in {"topic", "focus"}:
        return None
    if i + 1 == len(words) or _denies(words[i + 1]):
        return None
    end = _end_of_said(words, i)
    if words[i].role == "focus" and (end is None or words[end].role != "by"):
        return None
    given = words[i].lemma in _GIVEN_TO or (end is not None and words[end].lemma.endswith(("색", "빛")))
    return end if given else None


def _denies(word: Word) -> bool:
    """얼굴은 >안 보이는< 뒷모습, 배경은 >제외<."""
    return word.negated or (word.predicate and word.lemma in SHOWN) or word.lemma in {*REMOVING, "없다", "없이"}


def _end_of_said(words: tuple[Word, ...], i: int) -> int | None:
    end = None
    for j in range(i + 1, len(words)):
        word = words[j]
        if word.stopped:
            break
        if word.predicate and word.ending != "adnominal":
            return end if end == j - 1 and word.lemma in ASKED else None
        if word.nominal and word.role in {"topic", "subject", "object"}:
            return end if end == j - 1 else None
        if word.nominal:
            end = j if word.role in {"", "by", "being"} else None
    return end if end is not None and (end + 1 == len(words) or words[end + 1].stopped) else None


def _exchanges(words: tuple[Word, ...], i: int) -> bool:
    """Whether old, new and a verb of exchange stand here; a text that ends so, 배경을 바다로, needs no verb."""
    old, new, verb = [*words[i : i + 3], None, None][:3]
    if old is None or new is None or not (old.nominal and new.nominal and new.role == "by") or new.stopped:
        return False
    if verb is None or verb.stopped:
        return old.role == "object" and i == 0
    return old.role in {"object", "subject", "topic", "focus"} and verb.lemma in _EXCHANGING


def _wish(old: Word, new: Word) -> list[Word]:
    thing, instead = replace(old, role="", particle=""), replace(new, role="", particle="")
    if old.lemma in _GIVEN_TO or new.lemma.endswith(("색", "빛")):
        return [replace(instead, stopped=old.stopped), replace(thing, stopped=False)]
    return [thing, Word("말다", "verb", new.start, new.start, ("말다",), ending="linking"), instead]
