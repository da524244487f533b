from __future__ import annotations

from tests.hostile import pictures, sent_files, texts, typed


def test_there_are_two_hundred_pictures_and_no_two_are_the_same() -> None:
    assert len(set(pictures())) == 200


def test_there_are_two_hundred_texts_and_no_two_are_the_same() -> None:
    assert len(set(texts())) == 200


def test_they_are_the_same_in_every_run() -> None:
    assert pictures() == sent_files.pictures.__wrapped__()
    assert texts() == typed.texts.__wrapped__()
