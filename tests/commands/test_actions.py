from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.commands.actions import ACTIONS, command_of, doable, given, offered, prefilled
from bot.commands.base import fields_of
from bot.commands.parse import parse
from bot.engine.fake import FakeBackend
from bot.jobs import JobId
from bot.people import PersonId
from bot.plan import PromptPlan
from bot.views import Action
from tests.i18n.test_catalogs import messages
from tests.makers import a_job, a_request

JOB = JobId("0123456789abcdef")
KNOWN: tuple[Action, ...] = tuple(action for action in ACTIONS if command_of(action) is not None)


def test_every_action_of_a_view_is_in_the_table() -> None:
    assert set(ACTIONS) == set(get_args(Action))


@pytest.mark.parametrize("action", get_args(Action))
def test_every_action_has_a_label(action: Action) -> None:
    assert f"action.{action}" in messages("en")


@pytest.mark.parametrize("action", KNOWN)
def test_a_command_takes_what_its_action_gives_and_asks(action: Action) -> None:
    command = command_of(action)
    assert command is not None

    options = parse(command.options, given(action, JOB, 1))
    assert (options.session if ACTIONS[action].of_session else options.job) == JOB
    assert set(ACTIONS[action].asks) <= {field.name for field in fields_of(command.options)}


def test_what_the_backend_cannot_do_is_not_offered() -> None:
    offers = FakeBackend().offers()

    assert {"cancel", "again"} <= offered(offers)
    assert "inpaint" not in offered(replace(offers, tasks=frozenset()))
    assert "outpaint" not in {command.name for command in doable(replace(offers, tasks=frozenset({"text2image"})))}


def test_the_form_to_edit_with_holds_what_the_picture_was_painted_from() -> None:
    plan = PromptPlan(text="바다", language="ko", english="sea", negative_prompt="ship")
    job = a_job(PersonId(1), a_request(seed=42), plan=plan)

    assert prefilled("edit", job) == {"text": "바다", "english": "sea", "negative": "ship", "seed": "42"}
    assert prefilled("outpaint", job) == {}


def test_a_part_is_asked_for_by_words_only_where_words_find_it() -> None:
    offers = FakeBackend().offers()

    assert "inpaint" in offered(replace(offers, finds_by_words=True))
    assert "inpaint" not in offered(replace(offers, finds_by_words=False))
    assert "outpaint" in offered(replace(offers, finds_by_words=False))
