from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.plan import Weighted
from bot.prompt.emphasis import HEAVIEST, LIGHTEST
from bot.prompt.support import supported

words = st.sampled_from(["cat", "cats", "blue cat", "forest", "dancing", "dance", "sea", "old house"])
weighted = st.builds(Weighted, words, st.floats(LIGHTEST, HEAVIEST).map(lambda weight: round(weight, 2)))
sentence = st.lists(weighted, max_size=6, unique_by=lambda keyword: keyword.text).map(tuple)
CAT, SEA = Weighted("cat", 1.1), Weighted("sea", 1.3)


def weights_of(*keywords: Weighted) -> dict[str, float]:
    return {keyword.text: keyword.weight for keyword in keywords}


@given(sentence, st.lists(sentence, max_size=4))
def test_nothing_comes_in_and_nothing_goes_out(base: tuple[Weighted, ...], others: list[tuple[Weighted, ...]]) -> None:
    found = supported(base, others)

    assert [keyword.text for keyword in found] == [keyword.text for keyword in base]
    assert all(LIGHTEST <= keyword.weight <= HEAVIEST for keyword in found)


@given(sentence)
def test_without_paraphrases_nothing_changes(base: tuple[Weighted, ...]) -> None:
    assert supported(base, []) == supported(base, [(), ()]) == base


@given(sentence, st.lists(sentence, max_size=4))
def test_the_order_of_paraphrases_says_nothing(base: tuple[Weighted, ...], others: list[tuple[Weighted, ...]]) -> None:
    assert supported(base, others) == supported(base, list(reversed(others)))


@given(sentence, st.integers(1, 4))
def test_paraphrases_that_say_the_same_keep_the_order_of_importance(base: tuple[Weighted, ...], times: int) -> None:
    apart = tuple(keyword for keyword in base if keyword.text in {"forest", "sea", "old house"})
    found = supported(apart, [apart] * times)

    ranked = sorted(zip(apart, found, strict=True), key=lambda pair: pair[0].weight)
    assert [new.weight for _, new in ranked] == sorted(new.weight for new in found)


def test_what_every_paraphrase_says_outweighs_what_one_sentence_stressed() -> None:
    found = weights_of(*supported((CAT, SEA), [(Weighted("cat", 1.2),), (Weighted("cats", 1.25),)]))

    assert found == {"cat": HEAVIEST, "sea": LIGHTEST}


def test_a_phrase_is_found_in_other_keywords_and_other_forms() -> None:
    base = (Weighted("dancing cat", 1.2), Weighted("forest", 1.2))
    found = weights_of(*supported(base, [(Weighted("blue cat", 1.3), Weighted("dances", 1.1))]))

    assert found["dancing cat"] > found["forest"]
