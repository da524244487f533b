"""Jobs as views: what a person is told of a job, in the language of its address. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.estimates import Range, Wait
from bot.i18n import Span, coming, duration, percent, remaining, say, say_problem, span_of
from bot.jobs import Job, JobState, Progress
from bot.people import Locale
from bot.plan import PromptPlan
from bot.prompt.explain import helped_by, left_out, notes
from bot.requests import Blend, Image2Image, Inpaint, Request, steps_run
from bot.views import Action, Picture, View

Details = tuple[tuple[str, str], ...]

WORTH_TELLING_S = 5.0
"""What takes less is over before it is read."""

ON_THE_WAY: tuple[Action, ...] = ("cancel",)
WITHOUT_PICTURE: tuple[Action, ...] = ("again", "edit")
PAINTED: tuple[Action, ...] = (
    "again",
    "vary_subtle",
    "vary_strong",
    "edit",
    "inpaint",
    "outpaint",
    "timelapse",
    "favourite",
    "delete",
)
ALONE: tuple[Action, ...] = ("vary_subtle", "vary_strong", "inpaint", "outpaint")
"""What makes sense with a job in that state; whether the house can do it is asked elsewhere (`Delivery.offered`)."""


def waiting(job: Job, wait: Wait) -> View:
    """How many come first, and when it will be there, where that is known and worth telling."""
    locale = job.address.locale
    return View(
        job_id=job.id,
        locale=locale,
        stage="queued",
        headline=waits(locale, wait),
        actions=ON_THE_WAY,
        spoiler=job.spoiler,
    )


def waits(locale: Locale, wait: Wait) -> str:
    """A waiting job's place and time, in one line."""
    if wait.mode == "paused":
        return say(locale, "view.paused")
    place = say(locale, "view.queued", {"count": wait.ahead}) if wait.ahead else say(locale, "view.queued_next")
    span = worth_telling(wait.ready)
    return place if span is None else f"{place} {say(locale, 'view.ready', {'eta': coming(locale, span)})}"


def worth_telling(time: Range | None) -> Span | None:
    """What a person hears of it; of what will be there in a moment, nothing."""
    return None if time is None or time.high_s < WORTH_TELLING_S else span_of(time.low_s, time.high_s)


def painting(job: Job, progress: Progress | None, left: Range | None = None) -> View:
    """None before the first step, while the engine may still be loading. `left`: until it is done."""
    fraction = progress.step / progress.steps if progress and progress.step is not None else None
    return View(
        job_id=job.id,
        locale=job.address.locale,
        stage="painting",
        headline=paints(job.address.locale, fraction, left) if progress else say(job.address.locale, "view.started"),
        fraction=fraction,
        preview=progress.preview if progress else None,
        actions=ON_THE_WAY,
        spoiler=job.spoiler,
    )


def paints(locale: Locale, fraction: float | None, left: Range | None) -> str:
    """How far a picture is, 0-1, and until when, in one line."""
    if fraction is None:
        return say(locale, "view.painting_unknown")
    done, span = say(locale, "view.painting", {"percent": percent(locale, fraction)}), worth_telling(left)
    return done if span is None else f"{done} · {remaining(locale, span)}"


def finished(job: Job, pictures: Sequence[bytes]) -> View:
    """A job that is DONE, with its pictures, FAILED or STOPPED."""
    locale = job.address.locale
    if job.state == JobState.DONE and not pictures:
        return View(
            job_id=job.id, locale=locale, stage="done", headline=say(locale, "view.swept"), actions=WITHOUT_PICTURE
        )
    if job.state == JobState.DONE:
        return View(
            job_id=job.id,
            locale=locale,
            stage="done",
            headline=say(locale, "view.done"),
            details=_details(job, locale),
            pictures=_pictures(job.request, pictures),
            actions=PAINTED if job.request.count == 1 else ("picture", *PAINTED),
            spoiler=job.spoiler,
        )
    problem = job.problem
    return View(
        job_id=job.id,
        locale=locale,
        stage="stopped" if problem is None else "failed",
        headline=say(locale, "view.stopped") if problem is None else say_problem(locale, problem),
        actions=WITHOUT_PICTURE,
    )


def alone(job: Job, number: int, png: bytes, locale: Locale) -> View:
    """One of the pictures of a job that is DONE; `number` counts from 1."""
    seed = job.request.seed + number - 1
    return View(
        job_id=job.id,
        locale=locale,
        stage="done",
        headline=say(locale, "view.alone", {"number": number}),
        details=((say(locale, "view.seed"), str(seed)),),
        pictures=(_picture(png, seed),),
        actions=ALONE,
        spoiler=job.spoiler,
        picture=number,
    )


def removed(job: Job, locale: Locale) -> View:
    """What is left of a message whose picture was deleted."""
    return View(job_id=job.id, locale=locale, stage="stopped", headline=say(locale, "view.removed"))


def _pictures(request: Request, pictures: Sequence[bytes]) -> tuple[Picture, ...]:
    seeds = range(request.seed, request.seed + len(pictures))
    return tuple(_picture(png, seed) for seed, png in zip(seeds, pictures, strict=True))


def _picture(png: bytes, seed: int) -> Picture:
    return Picture(png, "image/png", f"hwaga-{seed}.png", seed)


def _details(job: Job, locale: Locale) -> Details:
    """Label and value, most telling first; what is empty is left out."""
    plan, request = job.plan, job.request
    rows = (
        ("plan.understood", _understood(plan)),
        ("plan.unknown", ", ".join(plan.unknown)),
        ("plan.providers", helped_by(plan, locale)),
        ("view.note", " ".join(notes(plan, locale))),
        ("plan.prompt", request.prompt),
        ("plan.negative_prompt", ", ".join(left_out(plan, request.negative_prompt))),
        ("view.part", request.where if isinstance(request, Inpaint) else ""),
        ("view.strength", _strength(request, locale)),
        ("view.seed", _seeds(request)),
        ("view.size", f"{request.width}×{request.height}"),
        ("view.steps", str(steps_run(request))),
        ("view.seconds", duration(locale, job.seconds)),
    )
    return tuple((say(locale, key), value) for key, value in rows if value)


def _understood(plan: PromptPlan) -> str:
    return ", ".join(f"{gloss.source} → {gloss.english}" for gloss in plan.known)


def _strength(request: Request, locale: Locale) -> str:
    return percent(locale, request.strength) if isinstance(request, Image2Image | Inpaint | Blend) else ""


def _seeds(request: Request) -> str:
    return str(request.seed) if request.count == 1 else f"{request.seed}–{request.seed + request.count - 1}"
