from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import binary

from bot.commands.recipe import recipe_of_job, written_in
from bot.images import with_recipe
from bot.people import PersonId
from bot.plan import PromptPlan
from tests.makers import a_job, a_photo, a_request


def test_the_recipe_in_a_file_is_that_of_its_own_picture() -> None:
    file = with_recipe(a_photo(), a_request(seed=7, count=4), PromptPlan(text="바다", language="ko"), 9)
    found = written_in(file)

    assert found is not None
    assert (found.prompt, found.seed) == ("a sea", 9)


@given(binary(max_size=300))
def test_a_file_of_any_kind_says_nothing(junk: bytes) -> None:
    assert written_in(junk) is None


@pytest.mark.parametrize(("locale", "line"), [("ko", "글: 바다"), ("en", "Text: 바다")])
def test_a_job_tells_the_text_that_it_was_asked_for_with(locale: str, line: str) -> None:
    told = recipe_of_job(a_job(PersonId(1)), "ko" if locale == "ko" else "en")

    assert line in told.splitlines()
