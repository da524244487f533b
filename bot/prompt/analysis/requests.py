"""What people say to the painter rather than of the picture: 그려 줘, 만들어 주세요, 부탁해요."""

from __future__ import annotations

from bot.prompt.analysis.words import Word
from bot.prompt.listed import listed

ASKED = listed(
    """
    그리다 만들다 넣다 하다 바꾸다 보이다 표현하다 생성하다 추가하다 부탁하다 칠하다 꾸미다 뽑다 제작하다 디자인하다
    원하다 바라다 싶다 주다 연출하다 묘사하다 작업하다 변환하다 변경하다 렌더링하다 스케치하다 완성하다 출력하다
    그려주다 해주다 알다 드리다
    """
)
"""Verbs that ask for a picture when they end a sentence as a wish."""

_STATING = listed("원하다 바라다 싶다 부탁하다 드리다 알다 주다 해주다 그려주다")
"""They ask in -다 as well: 그려 주시기 바랍니다; 아이들이 눈사람을 만든다 tells."""

_WISHING = frozenset({"주다", "보다", "싶다", "드리다", "달다", "다오"})
_SHOWING = listed("나오다 보이다 들어가다 있다 되다 나타나다 하다")
_POLITE = listed(
    """
    부탁 부탁하다 감사 감사하다 고맙다 드리다 제발 좀 플리즈 안녕하세요 안녕하다 안녕 혹시 그냥 일단 요청 요청하다
    """
)
_ORDERS = listed("추가 변경 수정 교체 요청 희망 적용")
"""Nouns that ask when they end a clause: 강아지 한 마리 추가."""
_PICTURE = listed("그림 이미지 짤 것 거")
_MEANS = listed("있다 좋다 되다 수 것 거 하다 같다 싶다 알다 부탁 부탁하다 바라다 원하다")


def without_requests(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words that speak of the picture."""
    kept: list[Word] = []
    asked = False  # in the tail of a request: 그려 주시면 >좋겠어요<
    for i, word in enumerate(words):
        if word.stopped:
            asked = False
        if _asks(words, i):
            asked = True
            if (
                kept
                and not word.stopped
                and kept[-1].lemma in _PICTURE
                and kept[-1].role in {"", "object", "topic", "focus", "by"}
            ):
                kept.pop()
            continue
        if word.lemma in _ORDERS and word.role in {"", "being"} and (i + 1 == len(words) or words[i + 1].stopped):
            continue
        if word.lemma in _SHOWING and not word.negated and word.ending == "manner":  # 뒷모습만 >나오게<
            continue
        if _likes(words, i) or word.lemma in _POLITE or (asked and word.lemma in _MEANS):
            continue
        kept.append(word)
    return tuple(kept)


def _likes(words: tuple[Word, ...], i: int) -> bool:
    """배가 없으면 >좋겠어<, 고양이는 >좋은데<: a wish, where 날씨가 좋다 is of the picture."""
    word = words[i]
    if word.lemma != "좋다" or word.negated or word.ending not in {"final", "linking"} or word.stopped or i == 0:
        return False
    before = words[i - 1]
    return (before.predicate and before.ending == "linking") or before.role == "topic"


def _asks(words: tuple[Word, ...], i: int) -> bool:
    """A verb of making that is a wish (그려 줘, 그려라, 그리고 싶어) and ends its clause."""
    word = words[i]
    if word.pos != "verb" or word.negated or not _is_asking(word) or _gives(words, i):
        return False
    wishes = bool(_WISHING & set(word.helpers))
    if word.stated and not wishes and word.lemma not in _STATING:
        return False
    if word.ending == "nominal":  # 그려 주시기 바랍니다
        return wishes and i + 1 < len(words) and words[i + 1].lemma in {"바라다", "원하다"}
    if word.ending == "adnominal":  # 그려 주실 수 있나요
        return wishes and i + 1 < len(words) and words[i + 1].lemma in {"있다", "없다"} and _clause_ends(words, i + 1)
    said = wishes or (word.ending == "final" and "있다" not in word.helpers)
    return said and word.ending in {"final", "linking", ""} and _clause_ends(words, i)


def _gives(words: tuple[Word, ...], i: int) -> bool:
    """꽃에 물을 >준다<: somebody in the picture does."""
    return words[i].lemma == "주다" and i > 1 and words[i - 1].role == "object" and words[i - 2].role == "at"


def _is_asking(word: Word) -> bool:
    shown = word.lemma in _SHOWING and {"하다", "주다"} <= set(word.helpers)  # 나오게 해 주세요
    seen = word.lemma == "보다" and "싶다" in word.helpers
    return word.lemma in ASKED or shown or seen


def _clause_ends(words: tuple[Word, ...], i: int) -> bool:
    rest = words[i + 1 :]
    for word in rest:
        if word.stopped:
            return True
        if word.lemma not in _MEANS | _POLITE:
            return False
    return True
