from __future__ import annotations

from dataclasses import replace

import pytest

from bot.delivery import show
from bot.errors import OutOfMemory
from bot.estimates import Wait
from bot.jobs import Job, JobState, Progress
from bot.people import Locale, PersonId
from bot.plan import Gloss, PromptPlan
from tests.makers import a_job, a_request

PLAN = PromptPlan(
    text="노을 지는 바다 갬성",
    language="ko",
    glosses=(Gloss("노을", "sunset"), Gloss("바다", "sea"), Gloss("갬성", "")),
    unknown=("갬성",),
)


def _job(locale: Locale = "ko", count: int = 1) -> Job:
    request = replace(a_request(seed=123456, count=count, prompt="sunset, sea"), negative_prompt="ship")
    return a_job(PersonId(1), request, locale=locale, plan=PLAN)


@pytest.mark.parametrize(
    ("locale", "ahead", "headline"),
    [
        ("ko", 0, "바로 다음 차례예요."),
        ("ko", 3, "앞에 그림이 3장 있어요. 차례가 되면 바로 그릴게요."),
        ("en", 0, "You're next."),
        ("en", 1, "Waiting: 1 picture comes first."),
        ("en", 1200, "Waiting: 1,200 pictures come first."),
    ],
)
def test_who_waits_reads_how_many_come_first(locale: Locale, ahead: int, headline: str) -> None:
    view = show.waiting(_job(locale), Wait(ahead))

    assert (view.stage, view.headline, view.locale, view.actions) == ("queued", headline, locale, ("cancel",))


@pytest.mark.parametrize(
    ("progress", "fraction", "headline"),
    [
        (None, None, "그릴 준비를 하고 있어요…"),
        (Progress(_job().id, 1, 4), 0.25, "그리고 있어요… 25%"),
        (Progress(_job().id, None, 4), None, "그리고 있어요…"),
    ],
)
def test_who_is_painted_for_sees_how_far_it_is(
    progress: Progress | None, fraction: float | None, headline: str
) -> None:
    view = show.painting(_job(), progress)

    assert (view.stage, view.fraction, view.headline, view.actions) == ("painting", fraction, headline, ("cancel",))


@pytest.mark.parametrize("spoiler", [True, False])
def test_what_is_hidden_is_hidden_from_the_beginning(*, spoiler: bool) -> None:
    job = replace(_job(), spoiler=spoiler)
    done = replace(job, state=JobState.DONE)

    views = (
        show.waiting(job, Wait(1)),
        show.painting(job, Progress(job.id, 2, 4, b"jpeg")),
        show.finished(done, (b"",)),
    )

    assert [view.spoiler for view in views] == [spoiler] * 3


def test_a_preview_is_passed_on() -> None:
    assert show.painting(_job(), Progress(_job().id, 2, 4, b"jpeg")).preview == b"jpeg"


def test_a_finished_picture_tells_what_was_understood_and_how_to_paint_it_again() -> None:
    job = replace(_job(), state=JobState.DONE, seconds=2.04, results=())

    view = show.finished(job, [b"png"])

    assert (view.stage, view.headline, view.actions) == ("done", "그림을 다 그렸어요.", show.PAINTED)
    assert view.details == (
        ("이해한 내용", "노을 → sunset, 바다 → sea"),
        ("모르는 말", "갬성"),
        ("프롬프트", "sunset, sea"),
        ("뺀 것", "ship"),
        ("시드", "123456"),
        ("크기", "128×128"),
        ("단계", "4"),
        ("걸린 시간", "2초"),
    )
    assert [(picture.data, picture.name, picture.seed) for picture in view.pictures] == [
        (b"png", "hwaga-123456.png", 123456)
    ]


def test_what_is_empty_is_left_out() -> None:
    job = replace(_job("en"), plan=PromptPlan(text="", language="none"), state=JobState.DONE)
    job = replace(job, request=a_request(prompt=""))

    labels = [label for label, _ in show.finished(job, [b"png"]).details]

    assert labels == ["Seed", "Size", "Steps", "Time taken"]


def test_several_pictures_have_a_seed_each() -> None:
    view = show.finished(replace(_job("en", count=3), state=JobState.DONE), [b"a", b"b", b"c"])

    assert [picture.seed for picture in view.pictures] == [123456, 123457, 123458]
    assert ("Seed", "123456–123458") in view.details


def test_a_failure_says_what_to_do() -> None:
    view = show.finished(replace(_job(), state=JobState.FAILED, problem=OutOfMemory().problem), [])

    assert view.stage == "failed"
    assert "메모리" in view.headline


def test_a_stopped_job_says_so() -> None:
    view = show.finished(replace(_job(), state=JobState.STOPPED), [])

    assert (view.stage, view.headline) == ("stopped", "그리기를 취소했어요.")


def test_a_picture_tells_who_helped_what_was_left_out_and_which_option_there_is_not() -> None:
    plan = replace(
        PLAN,
        denied=(Gloss("사람", "people"),),
        unknown_options=("빛",),
        providers=("kiwi", "papago"),
        warnings=("warning.unknown_option",),
    )
    request = replace(a_request(), negative_prompt="people, ship")
    job = replace(_job(), plan=plan, request=request, state=JobState.DONE)

    told = dict(show.finished(job, [b"png"]).details)

    assert told["쓴 도구"] == "파파고"
    assert told["뺀 것"] == "사람 → people, ship"
    assert "--빛" in told["참고"]
