"""Whose a describing word is: 눈이 큰 소녀 has big eyes, but in 소녀가 큰 우산을 들고 있다 the umbrella is big."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from bot.prompt.analysis.verbs import FILLING, PARTS
from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

_AMBIENT = listed(
    """
    햇살 햇빛 햇볕 바람 안개 물 조명 날씨 하늘 공기 분위기 경치 풍경 향 달빛 별빛 노을 구름 꽃 벽 바닥 천장 문 날 비 눈
    """
)
"""What a place has, as a person has eyes: 물이 맑은 호수."""

_THINGS_TOO = listed("배")
"""A ship as well as a belly."""

_SHOWN = listed(
    """
    사진 그림 모습 장면 풍경 느낌 삽화 일러스트 이미지 포스터 영화 동화 동화책 표지 만화 웹툰 초상화 벽화 애니
    애니메이션 샷 짤 컷 영상 여름 겨울 봄 가을 밤 아침 저녁 낮 오후 새벽 순간 날 시간
    """
)
"""Whoever does something before them does it, whatever else is described: 곰이 배를 타는 그림."""

_TOLD_APART = frozenset({"object", "at", "by", "and", "like"})
_DOERS = frozenset({"subject", "topic"})


def describes_next(words: Sequence[Word], i: int, acts: Callable[[str], bool]) -> bool:
    """Whether word `i`, a describing one, leaves the subject before it to another verb."""
    word = words[i]
    if not word.predicate or word.ending != "adnominal" or word.lemma in FILLING:
        return False
    doer = _doer(words, i)
    if doer is None:
        return word.pos == "adjective" and _has_done(words, i)
    if _is_part(words[doer]) or _waits(words[:doer]):
        return False
    rest = _clause(words[i + 1 :])
    said = next((n for n, one in enumerate(rest) if one.nominal and one.role not in {"", "of"}), None)
    if said is None or rest[said].role not in _TOLD_APART:
        return False
    return _is_needed(rest[said + 1 :], described=word.pos == "adjective", acting=acts(words[doer].lemma))


def waits(words: Sequence[Word], i: int) -> bool:
    """Whether word `i` is of the one who comes last: 지쳐서 소파에 쓰러진 직장인 is no exhausted sofa."""
    if not words[i].predicate or words[i].ending != "linking" or i + 1 == len(words) or not words[i + 1].nominal:
        return False
    rest = _clause(words[i + 1 :])
    said = next((n for n, one in enumerate(rest) if one.nominal and one.role not in {"", "of"}), None)
    return said is not None and rest[said].role in _TOLD_APART and any(one.predicate for one in rest[said:])


def _is_part(subject: Word) -> bool:
    return subject.lemma in (PARTS | _AMBIENT) - _THINGS_TOO


def _doer(words: Sequence[Word], i: int) -> int | None:
    """Where the subject of the clause that word `i` ends stands."""
    while i > 0 and not words[i].stopped:
        i -= 1
        if words[i].predicate and words[i].ending != "adnominal":
            return None
        if words[i].role == "subject":
            return i
    return None


def _has_done(words: Sequence[Word], i: int) -> bool:
    """Whether the subject has its verb already: 마법사가 책을 읽고 >작은< 용이 잔다."""
    if i == 0 or words[i].stopped or words[i - 1].pos != "verb" or words[i - 1].ending != "linking":
        return False
    doer = _doer(words, i - 1)
    return doer is not None and not _is_part(words[doer])


def _waits(words: Sequence[Word]) -> bool:
    """Whether a subject before these others waits for a verb: 고양이가 햇살이 따뜻한 창가에서 잔다."""
    had = 0
    for n in range(len(words) - 1, -1, -1):
        word = words[n]
        if word.predicate and word.ending != "adnominal":
            return False
        had += word.predicate
        if word.role == "topic" or (word.role == "subject" and had == 0):
            return True
        had -= word.role == "subject"
        if word.stopped:
            return False
    return False


def _is_needed(rest: Sequence[Word], *, described: bool, acting: bool) -> bool:
    """Whether a verb comes that has no subject of its own."""
    verb = next((n for n, one in enumerate(rest) if one.predicate or one.role in _DOERS), None)
    if verb is None or not rest[verb].predicate:
        return False
    if not (described or acting):
        return False
    if rest[verb].ending != "adnominal":
        return True
    head = next((one for one in rest[verb + 1 :] if one.nominal), None)
    return head is None or head.lemma in _SHOWN or (described and acting)


def _clause(words: Sequence[Word]) -> list[Word]:
    """The words up to the end of the clause."""
    return list(takewhile(lambda word: not word.stopped, words))
