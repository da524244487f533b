"""What a Korean text does not want: 사람 없이, 안경을 쓰지 않은, 글자 말고, 배경은 빼 줘; and what only sounds so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.prompt.analysis.requests import ASKED
from bot.prompt.analysis.verbs import HAPPENING
from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

LEXICAL = listed(
    """
    변함 말 끝 한 수 틀림 쓸데 어이 힘 철 맥 꾸밈 빈틈 흠 소리 끊임 하염 거침 아낌 정처 느닷 상관 문제 쉴새 숨김 거리낌
    스스럼 더할나위 그지 가 속절 하릴 터무니 형편 볼품 보잘것 실 주책 티 두말 빠짐 남김 어김 다름 난데 유례 더 때 버릇
    멋 재미 염치 정신 부질 아랑곳 걱정 근심 고민 쓸모 의미 소용 감정 표정 겁 생각 용기 인기 부족 모자람 일 별일 할일
    """
)
"""Nouns that make a word of its own with 없다: 변함없는 바위, 말없는 노인."""

SHOWN = ASKED | listed(
    "나오다 들어가다 들어오다 보이다 있다 쓰이다 등장하다 포함하다 포함되다 넣다 들다 그려지다 나타나다"
    " 다니다 지나다니다 오가다 드나들다 살다"
)
"""Verbs whose denial denies the thing, not the doing: 얼굴은 그리지 말고."""

EXCEPTED = listed("제외하다 제외되다 배제하다")
REMOVED = EXCEPTED | listed("벗기다 빼다 없애다 지우다 제거하다 삭제하다 금지하다 생략하다")
REMOVING = listed("제외 금지 대신 제거 삭제 배제 생략 미포함 사절")
"""Nouns that deny what stands before them."""

_THINGS_TOO = listed("실 가 수 때 더 일 티 철 한")
"""With a particle they are things: 실이 없는 바늘, where 끝이 없는 바다 is endless."""

DRAWN = listed("목 칼 검 총 힘 이빨 이 침 사진 살 커피 음료수 돈 도끼 단검 장검 활 차 피 물")
"""What can be drawn, pulled or brewed: 칼을 빼고 선 무사."""

UNDESIRED = listed("글자 글씨 텍스트 문자 워터마크 서명 로고 자막 테두리 사람 인물 배경 글 낙서")
"""Named one after another without a particle, each is meant: 글자 워터마크 없이."""

_MODELS = listed("아이폰 갤럭시 모델 스페이스 시리즈 버전 에어 포켓몬")
"""An X behind them is a name."""

_COUNTS = frozenset({"number", "counter"})
_ANYBODY = frozenset({"아무", "아무것"})
_LISTING = listed("이나 나 도 이랑 랑 하고 와 과 이며 며")

IsPhrase = Callable[[str, str], bool]
Acts = Callable[[str], bool]
Denies = Callable[[tuple[Word, ...], int], bool]


@dataclass(frozen=True, slots=True)
class Wishes:
    """`wanted` in order; `unwanted` in groups, each a phrase of its own."""

    wanted: tuple[Word, ...]
    unwanted: tuple[tuple[Word, ...], ...]


def part(words: tuple[Word, ...], is_phrase: IsPhrase, acts: Acts) -> Wishes:
    """Tell what is wanted from what is not.

    `is_phrase(noun, verb)`: the two mean one thing, as 비 오다 does; `acts(noun)`: it does something by itself, as
    소녀는 쓰지 않은 has it, where 안경은 쓰지 않은 is about glasses.
    """
    words = _with_lexical(words)
    groups: list[list[int]] = []
    taken: set[int] = set()
    for i in range(len(words)):
        denied = _denied_by(words, i, is_phrase, acts)
        if denied is not None:
            groups.append([j for j in denied if j not in taken])
            taken |= {*denied, i, *_around(words, i)}
    wanted = tuple(word for i, word in enumerate(words) if i not in taken)
    unwanted = (_suffering([_anybody(words[j]) for j in sorted(group)]) for group in groups if group)
    return Wishes(wanted, tuple(one for group in unwanted for one in _apart(group)))


def _around(words: tuple[Word, ...], i: int) -> list[int]:
    """What falls away with a denial: 구름 >한 점< 없는, >너무< 무섭지 않은."""
    found = []
    while i > 0 and not words[i].stopped and (words[i - 1].pos in {"adverb", *_COUNTS} or _stresses(words, i - 1)):
        i -= 1
        found.append(i)
    return found


def _stresses(words: tuple[Word, ...], i: int) -> bool:
    """Whether a word only says that there is none at all: 사람이 >아무도< 없는."""
    return i > 0 and words[i].lemma in _ANYBODY and words[i - 1].nominal and not words[i].stopped


def _anybody(word: Word) -> Word:
    """아무도 없는 is without people."""
    return replace(word, lemma="사람", forms=("사람",)) if word.lemma == "아무" else word


def _suffering(group: list[Word]) -> tuple[Word, ...]:
    """안경은 쓰지 않은: what is denied to be worn is the verb's object."""
    if len(group) > 1 and group[-1].predicate and group[-2].role in {"topic", "focus"}:
        group[-2] = replace(group[-2], role="object")
    return tuple(group)


def _with_lexical(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """변함 + 없다 is 변함없다, 말 + 없이 is 말없이, written apart as well."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        lacking = word.lemma in {"없다", "없이"} and last is not None and not word.stopped
        if lacking and last and last.predicate and last.ending == "nominal":  # 부족함 없는
            out.pop()
        elif lacking and last and _makes_a_word(last):
            lemma = last.lemma + word.lemma
            whole = replace(word, lemma=lemma, forms=(lemma,), pos="adverb" if word.lemma == "없이" else "adjective")
            out[-1] = replace(whole, start=last.start, spaced=last.spaced, stopped=last.stopped)
        else:
            out.append(word)
    return tuple(out)


def _makes_a_word(noun: Word) -> bool:
    """끝 and 끝이 do before 없다."""
    return noun.lemma in LEXICAL and (not noun.role or (noun.role == "subject" and noun.lemma not in _THINGS_TOO))


def _denied_by(words: tuple[Word, ...], i: int, is_phrase: IsPhrase, acts: Acts) -> list[int] | None:
    """The words that word `i` denies; None where it denies nothing, [] where it only falls away itself."""
    word = words[i]
    if word.negated and word.predicate:
        return None if word.lemma == "없다" else _doing(words, i, is_phrase, acts)
    if word.pos == "latin" and word.lemma.lower() in {"no", "without"} and not _ends(words, i) and words[i + 1].nominal:
        return [i + 1]
    return _thing(words, i) if any(denies(words, i) for denies in _DENYING) else None


def _ends(words: tuple[Word, ...], i: int) -> bool:
    """Whether a word is the last of its clause."""
    return i + 1 == len(words) or words[i + 1].stopped


def _noun_before(words: tuple[Word, ...], i: int) -> int | None:
    """Where the noun before a word in the same clause stands; numbers and adverbs may be between."""
    while i > 0 and not words[i].stopped:
        i -= 1
        if words[i].nominal and not _stresses(words, i):
            return i
        if words[i].pos not in {"adverb", *_COUNTS} and not words[i].nominal:
            return None
    return None


def _before(words: tuple[Word, ...], i: int) -> Word | None:
    j = _noun_before(words, i)
    return None if j is None else words[j]


def _lacks(words: tuple[Word, ...], i: int) -> bool:
    """없다, 아니다, 싫다."""
    return words[i].lemma in {"없다", "없이"} or (
        words[i].lemma in {"아니다", "싫다"} and _before(words, i) is not None
    )


def _rather(words: tuple[Word, ...], i: int) -> bool:
    """사람 >말고< 고양이; 김밥을 말고 있는 rolls it."""
    before = _before(words, i)
    linked = words[i].lemma == "말다" and words[i].ending == "linking"
    return linked and before is not None and before.role in {"", "topic", "focus"}


def _excepts(words: tuple[Word, ...], i: int) -> bool:
    """글자 >제외<, 사람 >금지<; 출입 금지 표지판 is a sign."""
    before = _before(words, i)
    if words[i].lemma not in REMOVING or before is None or before.role not in {"", "object", "topic", "focus"}:
        return False
    return words[i].lemma != "금지" or _ends(words, i)


def _crosses(words: tuple[Word, ...], i: int) -> bool:
    """글자 >X<, 사람 >no<, 안경>x<; 아이폰 X is a thing."""
    word, before = words[i], _before(words, i)
    if word.pos != "latin" or before is None or before.role or before.pos != "noun":
        return False
    crossed = word.lemma.lower() == "x" and before.lemma not in _MODELS
    if crossed and not word.spaced:
        return before.lemma in UNDESIRED or _ends(words, i)
    return _ends(words, i) and (word.lemma.lower() == "no" or (crossed and before.lemma in UNDESIRED))


def _removes(words: tuple[Word, ...], i: int) -> bool:
    """Whether it is said to the painter rather than of somebody in the picture: 사람은 >빼 줘<, not 칼을 빼는 무사."""
    word, before = words[i], _before(words, i)
    if word.lemma not in REMOVED or word.pos != "verb" or before is None or "있다" in word.helpers:
        return False
    asked = "주다" in word.helpers or word.ending == "final"
    if word.lemma == "벗기다" or (before.lemma in DRAWN and before.role == "object"):
        return "주다" in word.helpers
    if word.lemma == "빼다":
        return asked or word.ending == "linking" or (word.past and before.role in {"object", ""})
    return asked or word.lemma in EXCEPTED or (word.ending == "linking" and before.role != "object")


_DENYING: tuple[Denies, ...] = (_lacks, _rather, _excepts, _crosses, _removes)


def _doing(words: tuple[Word, ...], i: int, is_phrase: IsPhrase, acts: Acts) -> list[int]:
    """A denied verb: with its object, or the thing alone where the verb only shows it."""
    word, before = words[i], _before(words, i)
    if word.lemma in SHOWN:
        return _thing(words, i)
    if before is None:
        return [i]
    if before.role == "by" and (at := _noun_before(words, i)) is not None:  # 사람들로 붐비지 않는
        return [at, i]
    many = word.lemma == "많다" and before.role == "subject"
    suffers = before.role in {"topic", "focus"} and word.pos == "verb" and word.lemma not in HAPPENING
    done_to = before.role in {"object", ""} or (suffers and not acts(before.lemma))
    both = done_to or many or is_phrase(before.lemma, word.lemma)
    return [*_thing(words, i), i] if both else [i]


def _thing(words: tuple[Word, ...], i: int) -> list[int]:
    """The noun phrase that ends before word `i`, with what describes it and what is listed with it."""
    j = _noun_before(words, i)
    if j is None or words[j].role in {"at", "of", "by", "like"}:
        return []
    found = [j]
    while j > 0 and _belongs(words[j - 1], words[j]):
        j -= 1
        found.insert(0, j)
    return found


def _belongs(before: Word, word: Word) -> bool:
    """Whether two words next to each other are denied as one, or both: 뿔 달린 토끼 말고."""
    alike = {word.lemma, before.lemma} <= UNDESIRED and not before.role
    if word.predicate and before.nominal and not word.stopped:
        return before.role in {"", "subject", "object"}
    if word.stopped or before.predicate:
        return alike or (not word.stopped and before.ending == "adnominal" and not before.negated)
    return before.nominal and (alike or (not before.role and not word.spaced) or _lists(before))


def _lists(word: Word) -> bool:
    return word.role == "and" or word.particle in _LISTING


def _apart(group: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Listed things one by one: 사람이나 자동차 -> 사람, 자동차."""
    begin = 0
    for i in range(1, len(group)):
        last, word = group[i - 1], group[i]
        listed_both = _lists(last) and not word.predicate
        if last.nominal and (last.role == "and" or listed_both or {last.lemma, word.lemma} <= UNDESIRED):
            yield group[begin:i]
            begin = i
    yield group[begin:]
