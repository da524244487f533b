"""What becomes of pictures that the safety check finds, and of the recipe that a person does not want in theirs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.engine.fake import FakeBackend
from bot.images import recipe_of
from bot.jobs import Done, JobId, JobState, Progress
from bot.moderation import Mode
from bot.preferences import Preferences
from bot.requests import Hash, Request
from bot.rules import Rules
from tests.house import house
from tests.makers import a_request

UNSAFE = "unsafe"
"""A prompt whose pictures the check finds."""


class Checked(FakeBackend):
    """A backend with a safety check."""

    async def paint(
        self, job_id: JobId, request: Request, pictures: Mapping[Hash, bytes]
    ) -> AsyncGenerator[Progress | Done, None]:
        async for event in super().paint(job_id, request, pictures):
            if isinstance(event, Done):
                last = 0.9 if request.prompt == UNSAFE else 0.1
                yield replace(event, unsafe=(*(0.0 for _ in event.pictures[1:]), last))
            else:
                yield event


@pytest.mark.parametrize(
    ("moderation", "state", "veiled"),
    [("off", JobState.DONE, False), ("standard", JobState.DONE, True), ("safe", JobState.FAILED, False)],
)
async def test_pictures_not_for_every_eye_are_treated_as_the_texts_are(
    tmp_path: Path, moderation: Mode, state: JobState, *, veiled: bool
) -> None:
    settings = Settings(_env_file=None, moderation=moderation)
    async with house(tmp_path, backend=Checked(), settings=settings) as it:
        job = await it.order(request=a_request(prompt=UNSAFE, count=2))
        fine = await it.order(request=a_request(count=2))
        await it.settled()
        found = await it.now(job)

        assert (found.state, found.spoiler) == (state, veiled)
        assert ((await it.now(fine)).state, (await it.now(fine)).spoiler) == (JobState.DONE, False)
        assert bool(it.chat.of(job.id)[0].view.pictures) == (state == JobState.DONE)
        assert it.chat.of(job.id)[0].view.spoiler == veiled
        logged = [(entry.what, entry.outcome, entry.person) for entry in await it.store.rulings()]
        outcome = {"standard": ["spoiler"], "safe": ["refuse"]}.get(moderation, [])
        assert logged == [("picture", each, job.person) for each in outcome]


async def test_a_place_refuses_what_is_veiled_elsewhere(tmp_path: Path) -> None:
    async with house(tmp_path, backend=Checked()) as it:
        job = await it.order(request=a_request(prompt=UNSAFE))
        await it.settled()
        await it.store.choices.rule(job.place, lambda _: Rules(pictures="refuse"), by_owner=False)
        later = await it.order(request=a_request(prompt=UNSAFE, seed=2))
        await it.settled()
        problem = (await it.now(later)).problem

        assert (await it.now(job)).state == JobState.DONE
        assert problem is not None
        assert problem.key == "error.pictures_moderated"


async def test_a_person_who_wants_no_recipe_gets_none(tmp_path: Path) -> None:
    async with house(tmp_path) as it:
        with_one = await it.order()
        await it.settled()
        await it.store.choices.prefer(with_one.person, lambda _: Preferences(recipe=False))
        without = await it.order(request=a_request(seed=2))
        await it.settled()
        results = [(await it.now(job)).results[0] for job in (with_one, without)]
        recipes = [recipe_of(await it.store.file(name)) for name in results]

        assert recipes[0] is not None
        assert recipes[1] is None
