"""English is built of any words, in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.analysis.exchanges import exchanged
from bot.prompt.analysis.lexicon import load
from bot.prompt.analysis.understand import understand
from bot.prompt.analysis.words import Ending, Pos, Role, Word
from bot.prompt.listed import listed

LEXICON = load()
LEMMAS = sorted(
    listed(
        """
        고양이 눈 오다 노을 지다 바다 빨갛다 모자 쓰다 입다 가지다 있다 없다 없이 말다 빼다 그리다 주다 바꾸다 위 한 두
        마리 그릇 배경 밤 낮 크다 많다 춤 추다 천천히 갓 모습 것 뿌잉 아무 no 3D \ue000 도시 하늘 날다 만들다 초콜릿 성
        싸우다 제외 대신 색 빨간색 같이 함께
        """
    )
)
WORDS = st.builds(
    Word,
    lemma=st.sampled_from(LEMMAS),
    pos=st.sampled_from(get_args(Pos)),
    start=st.integers(0, 50),
    end=st.integers(0, 60),
    role=st.sampled_from(get_args(Role)),
    particle=st.sampled_from(["", "는", "도", "이나", "를"]),
    suffix=st.sampled_from(["", "들", "풍"]),
    ending=st.sampled_from(get_args(Ending)),
    past=st.booleans(),
    negated=st.booleans(),
    helpers=st.sampled_from([(), ("주다",), ("있다",), ("싶다",), ("하다", "주다"), ("지다",)]),
    spaced=st.booleans(),
    stopped=st.booleans(),
)


@given(st.lists(WORDS, max_size=12))
def test_any_words_are_understood_without_an_error(words: list[Word]) -> None:
    words = [replace(word, forms=(word.lemma,)) for word in words]

    understood = understand(exchanged(tuple(words)), LEXICON)

    assert 0 <= understood.coverage <= 1
    assert "  " not in understood.english
    assert all(1 <= keyword.weight <= 1.35 and keyword.text.strip() for keyword in understood.keywords)
