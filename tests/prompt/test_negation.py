from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt import negation


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("an empty library with no people, warm sun", "an empty library, warm sun", ("people",)),
        ("a street with nobody", "a street", ("people",)),
        ("portrait of no one", "portrait of", ("people",)),
        ("a house without any trees", "a house", ("trees",)),
        ("a room free of furniture", "a room", ("furniture",)),
        ("no cars, no people, just a road", "just a road", ("cars", "people")),
        ("no people or cars on the street", "on the street", ("people", "cars")),
        ("a cat with no hat and blue eyes", "a cat, blue eyes", ("hat",)),
        ("a beach without people and umbrellas", "a beach", ("people", "umbrellas")),
        ("a girl not wearing glasses", "a girl", ("glasses",)),
        ("don't draw any text, a castle", "a castle", ("text",)),
        ("no text, watermark, logo", "", ("text", "watermark", "logo")),
        ("a text-free poster", "a poster", ("text",)),
        ("a boy with neither shoes nor socks", "a boy", ("shoes", "socks")),
        ("a dog but no cat", "a dog", ("cat",)),
        ("a knight, not a king", "a knight", ("king",)),
        ("a knight who never smiles", "a knight", ("smiles",)),
        ("a street, cars excluded", "a street", ("cars",)),
        ("not a cat but a dog", "a dog", ("cat",)),
        ("mist at dawn. No hunters in sight", "mist at dawn. in sight", ("hunters",)),
        ("a girl w/o glasses", "a girl", ("glasses",)),
        ("a cat but not a black one, on the sofa", "a cat, on the sofa", ("black",)),
        ("anything but a cat, a horse", "a horse", ("cat",)),
        ("remove the background, a shoe", "a shoe", ("background",)),
        ("a beach. Hands shouldn't be visible. sunny", "a beach. sunny", ("Hands",)),
        ("a knight, avoid: text, blur", "a knight", ("text", "blur")),
        ("a car that's not red", "a car", ("red",)),
        ("a lake, I don't want any people in it", "a lake", ("people",)),
    ],
)
def test_what_is_not_wanted_leaves_the_text(text: str, wanted: str, unwanted: tuple[str, ...]) -> None:
    assert negation.split(text) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nothing but snow", "snow"),
        ("not only cats but also dogs", "cats but also dogs"),
        ("a lighthouse at noon", "a lighthouse at noon"),
        ("north of the notebook", "north of the notebook"),
        ("a no smoking sign on a wall", "a no smoking sign on a wall"),
        ("a forest, no longer green", "a forest, no longer green"),
        ("a never ending road", "a never ending road"),
        ("without a doubt the best pizza", "without a doubt the best pizza"),
        ("a thief hides the gold", "a thief hides the gold"),
        ("a no people allowed sign", "a no people allowed sign"),
    ],
)
def test_what_only_sounds_like_a_negation_stays(text: str, wanted: str) -> None:
    assert negation.split(text) == (wanted, ())


@given(st.text(alphabet="no withu,.andtr 사람\ue000", max_size=300))
def test_any_text_is_parted_without_an_error(text: str) -> None:
    wanted, unwanted = negation.split(text)

    assert unwanted or wanted == text
    assert all(phrase.strip() for phrase in unwanted)
