from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.engine.knows import words_known


def test_a_checkpoint_tells_the_usual_word_of_each_thing_it_was_taught(tmp_path: Path) -> None:
    knows = {"things": {"cat": ["cat", "kitten"], "sea": ["sea"]}, "colours": ["red", "blue"]}
    (tmp_path / "about.json").write_text(json.dumps({"knows": knows}))

    assert words_known(str(tmp_path)) == (("cat", "sea"), ("red", "blue"))


@pytest.mark.parametrize("about", ["", "{", "[]", "{}", '{"knows": {"things": 3}}'])
def test_a_checkpoint_that_does_not_say_it_well_says_nothing(about: str, tmp_path: Path) -> None:
    (tmp_path / "about.json").write_text(about)

    assert words_known(str(tmp_path)) == ()
    assert words_known("somebody/elses") == ()
