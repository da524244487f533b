"""What a Korean text does not want: 사람 없이, 안경을 쓰지 않은, 글자 말고, 배경은 빼 줘 — and what only sounds like it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.prompt.analysis.requests import ASKED
from bot.prompt.analysis.words import Word

LEXICAL = frozenset(
    "변함 말 끝 한 수 틀림 쓸데 어이 힘 철 맥 꾸밈 빈틈 흠 소리 끊임 하염 거침 아낌 정처 느닷 상관 문제 쉴새 숨김 거리낌 스스럼 더할나위 "
    "그지 가 속절 하릴 터무니 형편 볼품 보잘것 실 주책 티 두말 빠짐 남김 어김 다름 난데 유례 더 때 버릇 멋 재미 염치 정신 부질 아랑곳".split()
)
"""Nouns that make a word of its own with 없다: 변함없는 바위, 말없는 노인."""

SHOWN = ASKED | frozenset(
    "나오다 들어가다 들어오다 보이다 있다 쓰이다 등장하다 포함하다 포함되다 넣다 들다 그려지다 나타나다".split()
)
"""Verbs whose denial denies the thing, not the doing: 얼굴은 그리지 말고."""

REMOVED = frozenset("빼다 제외하다 없애다 지우다 제거하다 삭제하다 금지하다 배제하다 생략하다 제외되다".split())
REMOVING = frozenset("제외 금지 대신 제거 삭제 배제 생략 미포함 사절 노노".split())
_DRAWN = frozenset("칼 검 총 힘 이빨 이 침 사진 살 커피 음료수 돈 도끼 단검 장검 활 차 피 물".split())
"""What can be drawn, pulled or brewed: 칼을 빼는 무사."""

UNDESIRED = frozenset("글자 글씨 텍스트 문자 워터마크 서명 로고 자막 테두리 사람 인물 배경 글 낙서".split())
"""Named one after another without a particle, each is meant: 글자 워터마크 없이."""

_LISTING = frozenset({"이나", "나", "도", "이랑", "랑", "하고", "와", "과", "이며", "며"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """`wanted` in order; `unwanted` in groups, each a phrase of its own."""

    wanted: tuple[Word, ...]
    unwanted: tuple[tuple[Word, ...], ...]


def part(words: tuple[Word, ...], is_phrase: Callable[[str, str], bool]) -> Wishes:
    """Tell what is wanted from what is not. `is_phrase(noun, verb)`: the two mean one thing, as 비 오다 does."""
    words = _merge_lexical(words)
    denied: dict[int, int] = {}  # word -> group
    gone: set[int] = set()
    groups = 0
    for i, word in enumerate(words):
        found = _denied_by(words, i, is_phrase)
        if found is None:
            continue
        denied |= {j: groups for j in found if j not in denied}
        gone.add(i)
        groups += 1
        _ = word
    unwanted = [tuple(words[j] for j in sorted(denied) if denied[j] == group) for group in range(groups)]
    wanted = tuple(word for i, word in enumerate(words) if i not in denied and i not in gone)
    return Wishes(wanted, tuple(split for group in unwanted if group for split in _split(group)))


def _merge_lexical(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """변함 + 없다 is 변함없다; 말 + 없이 is 말없이. Written apart as well, where nothing else can be meant."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        if word.lemma in {"없다", "없이"} and last and last.lemma in LEXICAL and not last.role and not word.stopped:
            lemma = last.lemma + word.lemma
            pos = "adjective" if word.lemma == "없다" else "adverb"
            out[-1] = replace(
                word, lemma=lemma, forms=(lemma,), start=last.start, pos=pos, spaced=last.spaced, stopped=last.stopped
            )
        else:
            out.append(word)
    return tuple(out)


def _denied_by(words: tuple[Word, ...], i: int, is_phrase: Callable[[str, str], bool]) -> list[int] | None:
    """The words that word `i` denies; None where it denies nothing, [] where it only falls away itself."""
    word = words[i]
    before = words[i - 1] if i and not word.stopped else None
    if word.lemma in {"없다", "없이"} and not word.negated:
        return _thing(words, i)
    if word.negated and word.predicate:
        return _doing(words, i, is_phrase)
    if word.lemma == "말다" and before and before.nominal and before.role in {"", "topic"} and word.ending == "linking":
        return _thing(words, i)
    if word.lemma == "아니다" and before and before.nominal:
        return _thing(words, i)
    if word.lemma == "싫다" and before and before.nominal:
        return _thing(words, i)
    if word.lemma in REMOVED and word.pos == "verb" and _removes(words, i):
        return _thing(words, i)
    if word.lemma in REMOVING and before and before.nominal and before.role in {"", "object", "topic"}:
        if word.lemma == "금지" and i + 1 < len(words) and not words[i + 1].stopped:
            return None  # 출입 금지 표지판
        return _thing(words, i)
    if word.pos == "latin" and word.lemma.lower() in {"no", "without"} and i + 1 < len(words) and words[i + 1].nominal:
        return [i + 1]
    return None


def _removes(words: tuple[Word, ...], i: int) -> bool:
    """Whether "take out" is said to the painter rather than of somebody in the picture."""
    word = words[i]
    before = words[i - 1] if i and not word.stopped else None
    if before is None or not before.nominal or "있다" in word.helpers:
        return False
    if word.lemma in {"제외하다", "제외되다", "배제하다"}:
        return True
    if before.lemma in _DRAWN and before.role == "object" and "주다" not in word.helpers:
        return False
    asked = "주다" in word.helpers or word.ending == "final"
    if word.lemma == "빼다":
        follows = words[i + 1] if i + 1 < len(words) else None
        return (
            asked
            or word.ending == "linking"
            or (word.ending == "adnominal" and follows is not None and before.role in {"object", ""})
        )
    return asked or (word.ending == "linking" and before.role != "object")


def _doing(words: tuple[Word, ...], i: int, is_phrase: Callable[[str, str], bool]) -> list[int]:
    """A denied verb: with its object, or the thing alone where the verb only shows it."""
    word = words[i]
    before = words[i - 1] if i and not word.stopped else None
    if before is None or not before.nominal:
        return [] if word.lemma in SHOWN else [i]
    if word.lemma in SHOWN:
        return _thing(words, i)
    if (
        before.role in {"object", ""}
        or is_phrase(before.lemma, word.lemma)
        or (word.lemma == "많다" and before.role == "subject")
    ):
        return [*_thing(words, i), i]
    return [i]


def _thing(words: tuple[Word, ...], i: int) -> list[int]:
    """The noun phrase that ends before word `i`, with what describes it and what is listed with it."""
    j = i - 1
    if j < 0 or words[i].stopped or not words[j].nominal or words[j].role in {"at", "of", "by", "like"}:
        return []
    found = [j]
    while j > 0 and not words[j].stopped:
        word, before = words[j], words[j - 1]
        listed = before.nominal and (before.role == "and" or before.particle in _LISTING)
        joined = before.nominal and not before.role and (not word.spaced or {word.lemma, before.lemma} <= UNDESIRED)
        described = before.predicate and before.ending == "adnominal" and not before.negated
        if not (listed or joined or described):
            break
        j -= 1
        found.insert(0, j)
    return found


def _split(group: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Listed things one by one: 사람이나 자동차 -> 사람, 자동차."""
    parts: list[list[Word]] = [[]]
    for word in group:
        last = parts[-1][-1] if parts[-1] else None
        if (
            last
            and last.nominal
            and (
                last.role == "and"
                or (last.particle in _LISTING and word.nominal)
                or {last.lemma, word.lemma} <= UNDESIRED
            )
        ):
            parts.append([])
        parts[-1].append(word)
    return [tuple(part) for part in parts]
