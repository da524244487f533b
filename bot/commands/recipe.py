"""How a picture was painted: read from the file itself, whichever tool painted it, or known of one's own job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot import images
from bot.commands.base import Command, Context, Option, Reply, Upload
from bot.commands.own import find
from bot.commands.studio import Studio
from bot.errors import NoRecipe
from bot.i18n import decimal, percent, say
from bot.images.parameters import SAMPLERS, Parameters, parse, written
from bot.jobs import Job, JobState
from bot.people import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeOptions:
    """Without a picture and a job: the newest job that is done."""

    job: Annotated[str, Option(main=True, max_length=32)] = ""
    image: Annotated[Upload | None, Option()] = None


async def recipe(context: Context, options: RecipeOptions, studio: Studio) -> Reply:
    """Raises NoRecipe, NoSuchJob and NotYours."""
    if options.image is not None:
        return Reply(_told(written_in(options.image), "", context.locale))
    person = await studio.store.person(context.account, context.locale)
    return Reply(recipe_of_job(await find(studio, person, options.job, (JobState.DONE,)), context.locale))


def recipe_of_job(job: Job, locale: Locale) -> str:
    """What the files of a job say, and the text that it was asked for with. Raises NoRecipe."""
    return _told(parse(written(job.request, job.request.seed)), job.plan.text, locale)


def written_in(file: bytes) -> Parameters | None:
    """What a PNG file, from anybody, says of itself; any other file says nothing."""
    found = images.recipe_of(file)
    return images.parameters_of(file) if found is None else parse(written(found.request, found.seed))


def _told(found: Parameters | None, text: str, locale: Locale) -> str:
    """A line for each thing that is known."""
    if found is None:
        raise NoRecipe
    size = "" if found.size is None else f"{found.size[0]}×{found.size[1]}"
    steps, seed = found.num_inference_steps, found.seed
    rows = (
        ("plan.text", text),
        ("plan.prompt", found.prompt),
        ("plan.negative_prompt", found.negative_prompt),
        ("view.seed", "" if seed is None else str(seed)),
        ("view.size", size),
        ("view.steps", "" if steps is None else str(steps)),
        ("recipe.guidance", "" if found.guidance_scale is None else decimal(locale, found.guidance_scale)),
        ("recipe.sampler", "" if found.scheduler is None else SAMPLERS[found.scheduler]),
        ("view.strength", "" if found.strength is None else percent(locale, found.strength)),
        ("recipe.model", found.model),
    )
    return "\n".join(f"{say(locale, key)}: {value}" for key, value in rows if value)


RECIPE = Command("recipe", RecipeOptions, recipe)
