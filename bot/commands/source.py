"""A picture that a person goes on from: one that they send along, or one that was painted for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import images
from bot.canvas import as_it_is
from bot.commands.base import Upload
from bot.commands.imagine import ImagineOptions, text2image
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.engine.backend import Capabilities
from bot.engine.suited import offers_for, suited
from bot.errors import BadOption, FileMissing, NoPictureYet, PictureGone
from bot.jobs import Job, JobState
from bot.people import PersonId
from bot.plan import PromptPlan
from bot.prompt.compose import merged
from bot.requests import Hash, Inpaint, Outpaint, Text2Image, shared
from bot.sizes import Size

_CHANGES = 8
"""Of one picture after another, whose words are put together."""
_RECENT = 100
"""Jobs in which the one before is looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """`size` is its width and height in pixels; `job` painted it, None where it was sent along."""

    image: Hash
    size: tuple[int, int]
    job: Job | None = None

    @property
    def veiled(self) -> bool:
        """What is made of a picture that is hidden is hidden too."""
        return self.job is not None and self.job.spoiler


async def source_of(
    studio: Studio, person: PersonId, upload: Upload | None, job_id: str = "", picture: int = 1
) -> Source:
    """The picture that was sent, else that of the person's own job of this id, else of their newest that is done.

    `picture` counts from 1. Raises NoSuchJob, NotYours, BadOption and BadPicture.
    """
    if upload is not None:
        return await sent(studio, upload)
    return await painted(studio, await find(studio, person, job_id, (JobState.DONE,)), picture)


async def sent(studio: Studio, upload: Upload) -> Source:
    """A picture of any format. Raises BadPicture."""
    png = await studio.uploads.read(upload)
    return Source(await studio.store.put_file(png), images.size_of(png))


async def painted(studio: Studio, job: Job, picture: int) -> Source:
    """One of a job's results. Raises NoPictureYet, BadOption and PictureGone."""
    if not job.results:
        raise NoPictureYet(job.id)
    if picture > len(job.results):
        raise BadOption("picture", str(picture), f"1–{len(job.results)}")
    image = job.results[picture - 1]
    try:
        return Source(image, images.size_of(await studio.store.file(image)), job)
    except FileMissing as error:
        raise PictureGone from error


async def words(studio: Studio, source: Source, typed: str, seed: int) -> PromptPlan:
    """The plan of what was typed; without a word, of what is in the source already. Raises AnalysisDied."""
    if not typed.strip() and source.job is not None:
        return await scene(studio, source.job)
    return await studio.planner.plan(typed, seed=seed)


async def scene(studio: Studio, job: Job) -> PromptPlan:
    """What is in a job's pictures: its words, and where it only changed or widened a picture, first those of that."""
    plan = job.plan
    for _change in range(_CHANGES):
        before = await _painted_over(studio, job)
        if before is None or before.plan.text in plan.text:
            break
        plan = _together(before.plan, plan)
        job = before
    return plan


async def _painted_over(studio: Studio, job: Job) -> Job | None:
    """The job of the same person whose picture it changed or widened, if it is not long ago."""
    if not isinstance(job.request, Inpaint | Outpaint):
        return None
    image = job.request.image
    recent = await studio.store.jobs_of(job.person, (JobState.DONE,), limit=_RECENT)
    return next((each for each in recent if image in each.results), None)


def _together(before: PromptPlan, plan: PromptPlan) -> PromptPlan:
    return replace(
        before,
        text=f"{before.text}\n{plan.text}",
        glosses=before.glosses + plan.glosses,
        unknown=before.unknown + plan.unknown,
        keywords=before.keywords + plan.keywords,
        english=merged([before.english, plan.english]),
        prompt=merged([before.prompt, plan.prompt]),
        prompt_2=merged([before.prompt_2, plan.prompt_2]),
        negative_prompt=merged([before.negative_prompt, plan.negative_prompt]),
    )


def offers_of(studio: Studio, source: Source) -> Capabilities:
    """What the backend offers with the checkpoint that painted the source, if it still has that; else with its own."""
    return studio.backend.offers() if source.job is None else offers_for(studio.backend, source.job.request)


def begun(source: Source, plan: PromptPlan, offers: Capabilities, seed: int) -> Text2Image:
    """A painting of the source's size with a plan's words: by its job's own means, else by what suits the checkpoint.

    Controls are left out, since they hold what is to change.
    """
    width, height = as_it_is(source.size, offers.native_px, offers.max_pixels)
    painting = text2image(ImagineOptions(), plan, offers, Size(width, height, rounded=False), seed)
    if source.job is None:
        return painting
    means = Text2Image(**shared(suited(source.job.request, offers)))
    return replace(
        means,
        prompt=plan.prompt,
        prompt_2=plan.prompt_2,
        negative_prompt=plan.negative_prompt,
        width=width,
        height=height,
        seed=seed,
        count=1,
        controls=(),
    )
