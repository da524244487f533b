"""Commands that go on from pictures: edit, outpaint, blend, vary."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.commands.base import Upload
from bot.commands.blend import BlendOptions, blend
from bot.commands.correct import CorrectOptions, correct
from bot.commands.edit import EditOptions, edit
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.outpaint import OutpaintOptions, outpaint
from bot.commands.studio import Studio
from bot.commands.vary import VaryOptions, vary
from bot.engine.backend import Capabilities
from bot.engine.fake import FakeBackend
from bot.errors import (
    BadOption,
    CannotFind,
    Moderated,
    NoJobYet,
    NoPictureYet,
    NotOffered,
    NotYours,
    NowhereToPaint,
    PictureGone,
    TooFewPictures,
)
from bot.jobs import Job
from bot.prompt.planner import Planner
from bot.requests import Blend, Image2Image, Inpaint, Outpaint, pictures_of
from tests.commands.rooms import Caller, rooms

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALICE, BOB = Caller(), Caller("bob")


@pytest_asyncio.fixture(loop_scope="session")
async def studio(planner: Planner, tmp_path: Path) -> AsyncIterator[Studio]:
    """Alice has a picture of 128 x 128, two of them, and what is asked for is painted."""
    async with rooms(tmp_path, planner) as studio:
        await studio.backend.start()
        await studio.dispatcher.start()
        await imagine(ALICE, ImagineOptions(text="a quiet sea", raw=True, count=2, seed=7, steps=3), studio)
        await studio.delivery.settled()
        yield studio
        await studio.dispatcher.stop()
        await studio.uploads.stop()


def photo(width: int, height: int, colour: str = "red") -> Upload:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return Upload(out.getvalue())


def half_mask(px: int) -> Upload:
    """Its right half is to be painted."""
    out, mask = BytesIO(), Image.new("L", (px, px))
    mask.paste(255, (px // 2, 0, px, px))
    mask.save(out, "PNG")
    return Upload(out.getvalue())


async def done(studio: Studio, job: Job) -> Job:
    await studio.delivery.settled(job.id)
    finished = await studio.store.job(job.id)
    assert finished is not None
    assert finished.problem is None
    return finished


async def pixels(studio: Studio, job: Job, picture: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(BytesIO(await studio.store.file(job.results[picture - 1]))) as image:
        return np.asarray(image.convert("RGB"))


def sweep(folder: Path, job: Job) -> None:
    for name in job.results:
        (path,) = folder.rglob(name)
        path.unlink()


async def newest(studio: Studio, caller: Caller = ALICE) -> Job:
    person = await studio.store.person(caller.account, caller.locale)
    (job,) = await studio.store.jobs_of(person, limit=1)
    return job


def offering(studio: Studio, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    offers: Capabilities = replace(FakeBackend().offers(), **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(studio.backend, "offers", lambda _checkpoint="": offers)


async def test_an_edit_changes_the_part_under_the_mask_and_no_other_pixel(studio: Studio) -> None:
    before = await newest(studio)

    after = await done(studio, await edit(ALICE, EditOptions(what="a boat", mask=half_mask(128)), studio))

    was, now = await pixels(studio, before), await pixels(studio, after)
    assert np.array_equal(was[:, :64], now[:, :64])
    assert (was[:, 96:] != now[:, 96:]).any()


async def test_an_edit_by_words_asks_for_the_part_in_english(studio: Studio) -> None:
    before = await newest(studio)
    job = await edit(ALICE, EditOptions(what="빨간 배", where="하늘", picture=2), studio)

    request = job.request
    assert isinstance(request, Inpaint)
    assert (request.where, request.mask, request.image) == ("sky", None, before.results[1])
    assert "ship" in request.prompt_2
    assert (request.width, request.height, request.num_inference_steps, request.count) == (128, 128, 3, 1)


@pytest.mark.parametrize("typed", ["하늘: 빨간 배", "하늘：빨간 배", "하늘 → 빨간 배"])
async def test_a_part_may_stand_before_what_is_to_be_there(studio: Studio, typed: str) -> None:
    request = (await edit(ALICE, EditOptions(what=typed), studio)).request

    assert isinstance(request, Inpaint)
    assert request.where == "sky"
    assert "sky" not in request.prompt


async def test_beside_a_job_a_picture_that_was_sent_is_the_mask(studio: Studio) -> None:
    before = await newest(studio)

    job = await edit(ALICE, EditOptions(what="a boat", image=half_mask(64), job=before.id), studio)

    assert isinstance(job.request, Inpaint)
    assert job.request.image == before.results[0]
    assert job.request.mask is not None


async def test_an_edit_without_words_keeps_those_of_the_picture(studio: Studio) -> None:
    job = await edit(ALICE, EditOptions(where="the sky"), studio)

    assert job.request.prompt == job.plan.text == "a quiet sea"


async def test_an_edit_needs_a_part(studio: Studio) -> None:
    with pytest.raises(NowhereToPaint):
        await edit(ALICE, EditOptions(what="a boat", where=" "), studio)


async def test_a_part_by_words_is_refused_at_once_where_nothing_can_find_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    offering(studio, monkeypatch, finds_by_words=False)

    with pytest.raises(CannotFind):
        await edit(ALICE, EditOptions(what="a boat", where="the sky"), studio)
    assert (await edit(ALICE, EditOptions(what="a boat", mask=half_mask(128)), studio)).request.task == "inpaint"


@pytest.mark.parametrize("options", [EditOptions(what="a naked child", where="sky"), EditOptions(where="naked child")])
async def test_both_texts_of_an_edit_are_moderated(studio: Studio, options: EditOptions) -> None:
    with pytest.raises(Moderated):
        await edit(ALICE, options, studio)


async def test_a_photo_that_was_sent_is_edited_at_its_own_size(studio: Studio) -> None:
    options = EditOptions(what="a boat", image=photo(160, 120), mask=half_mask(64))

    job = await done(studio, await edit(BOB, options, studio))

    assert (job.request.width, job.request.height) == (160, 120)
    assert abs((await pixels(studio, job))[60, 10].astype(int) - [254, 0, 0]).max() <= 2


async def test_outpainting_keeps_the_picture_inside(studio: Studio) -> None:
    before = await newest(studio)

    after = await done(studio, await outpaint(ALICE, OutpaintOptions(to="왼쪽"), studio))

    request = after.request
    assert isinstance(request, Outpaint)
    assert (request.width, request.height, request.left, request.right) == (192, 128, 64, 0)
    assert request.prompt == "a quiet sea"
    was, now = await pixels(studio, before), await pixels(studio, after)
    assert np.array_equal(was[:, 16:], now[:, 80:])
    assert (now[:, :64] != was[:, :64]).any()


async def test_zooming_out_keeps_the_size_and_new_words_are_painted_around(studio: Studio) -> None:
    job = await outpaint(ALICE, OutpaintOptions(to="2배", text="눈 덮인 산"), studio)

    request = job.request
    assert isinstance(request, Outpaint)
    assert (request.width, request.height, request.canvas.inner) == (128, 128, (64, 64))
    assert "mountain" in request.prompt_2


async def test_a_direction_that_is_none_is_refused_before_anything_is_done(studio: Studio) -> None:
    acknowledged = ALICE.acknowledged
    with pytest.raises(BadOption):
        await outpaint(ALICE, OutpaintOptions(to="sideways"), studio)
    assert ALICE.acknowledged == acknowledged


async def test_pictures_and_a_job_of_ones_own_are_blended(studio: Studio) -> None:
    own = await newest(studio)
    options = BlendOptions(text="a painting", image=photo(300, 200), image_2=photo(64, 64, "blue"), job=own.id)

    job = await done(studio, await blend(ALICE, options, studio))

    request = job.request
    assert isinstance(request, Blend)
    assert len(request.images) == len(request.weights) == 3
    assert request.images[0] == own.results[0]
    assert len(job.results) == 1


async def test_one_picture_is_too_few_to_blend(studio: Studio) -> None:
    with pytest.raises(TooFewPictures):
        await blend(ALICE, BlendOptions(image_3=photo(64, 64)), studio)


async def test_a_variation_is_painted_over_the_picture_with_another_seed(studio: Studio) -> None:
    before = await newest(studio)

    subtle = await vary(ALICE, VaryOptions(job=before.id, picture=2), studio)
    strong = await vary(ALICE, VaryOptions(job=before.id, strength="strong", count=3), studio)

    assert isinstance(subtle.request, Image2Image)
    assert isinstance(strong.request, Image2Image)
    assert (subtle.request.image, strong.request.image) == (before.results[1], before.results[0])
    assert subtle.request.strength < studio.backend.offers().strength < strong.request.strength
    assert before.request.seed not in {subtle.request.seed, strong.request.seed}
    assert (strong.request.count, strong.plan) == (3, before.plan)


async def test_what_comes_of_a_changed_picture_is_painted_from_all_of_its_words(studio: Studio) -> None:
    changed = await done(studio, await edit(ALICE, EditOptions(what="빨간 배", where="하늘"), studio))
    wider = await done(studio, await outpaint(ALICE, OutpaintOptions(to="left", job=changed.id), studio))

    varied = await vary(ALICE, VaryOptions(job=wider.id), studio)

    assert "quiet sea" not in changed.request.prompt
    assert wider.plan.text == "a quiet sea\n빨간 배"
    assert wider.request.prompt.startswith("a quiet sea, ")
    assert wider.request.prompt.count("quiet sea") == wider.request.prompt.count("ship") == 1
    assert (varied.plan, varied.request.prompt) == (wider.plan, wider.request.prompt)


async def test_what_comes_of_a_picture_is_painted_with_its_own_checkpoint(studio: Studio) -> None:
    forged = ImagineOptions(text="a sea", raw=True, model="forged")
    job = await done(studio, await imagine(ALICE, forged, studio))

    wider = await outpaint(ALICE, OutpaintOptions(to="left", job=job.id), studio)
    varied = await vary(ALICE, VaryOptions(job=job.id), studio)

    assert {job.request.checkpoint, wider.request.checkpoint, varied.request.checkpoint} == {"forged"}


async def test_what_comes_of_a_hidden_picture_is_hidden(studio: Studio) -> None:
    hidden = await done(studio, await imagine(ALICE, ImagineOptions(text="a nude statue", raw=True), studio))
    assert hidden.spoiler

    edited = await edit(ALICE, EditOptions(what="a boat", where="sky", job=hidden.id), studio)
    wider = await outpaint(ALICE, OutpaintOptions(text="a boat", job=hidden.id), studio)
    mixed = await blend(ALICE, BlendOptions(job=hidden.id, image=photo(64, 64)), studio)
    varied = await vary(ALICE, VaryOptions(job=hidden.id), studio)

    assert [job.spoiler for job in (edited, wider, mixed, varied)] == [True] * 4


async def test_nobody_goes_on_from_a_picture_of_somebody_else(studio: Studio) -> None:
    alices = await newest(studio)

    for asked in (
        edit(BOB, EditOptions(where="sky", job=alices.id), studio),
        outpaint(BOB, OutpaintOptions(job=alices.id), studio),
        blend(BOB, BlendOptions(job=alices.id, image=photo(64, 64)), studio),
        vary(BOB, VaryOptions(job=alices.id), studio),
    ):
        with pytest.raises(NotYours):
            await asked


async def test_whoever_has_no_picture_yet_is_told_so(studio: Studio) -> None:
    with pytest.raises(NoJobYet):
        await vary(BOB, VaryOptions(), studio)


async def test_a_picture_that_is_not_painted_yet_or_that_there_is_not_is_told(studio: Studio) -> None:
    before = await newest(studio)
    assert isinstance(studio.backend, FakeBackend)
    studio.backend.control.hold()
    waiting = await imagine(ALICE, ImagineOptions(text="a sea", raw=True), studio)

    with pytest.raises(NoPictureYet):
        await outpaint(ALICE, OutpaintOptions(job=waiting.id), studio)
    with pytest.raises(BadOption) as caught:
        await outpaint(ALICE, OutpaintOptions(job=before.id, picture=3), studio)
    studio.backend.control.release()
    assert caught.value.allowed == "1–2"


async def test_a_picture_that_is_not_kept_any_more_is_told(studio: Studio, tmp_path: Path) -> None:
    job = await newest(studio)
    sweep(tmp_path, job)

    with pytest.raises(PictureGone):
        await vary(ALICE, VaryOptions(), studio)


async def test_what_the_backend_does_not_offer_is_refused(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    offering(studio, monkeypatch, tasks=frozenset({"text2image"}))

    for asked in (
        edit(ALICE, EditOptions(where="sky"), studio),
        outpaint(ALICE, OutpaintOptions(), studio),
        blend(ALICE, BlendOptions(image=photo(64, 64), image_2=photo(64, 64)), studio),
        vary(ALICE, VaryOptions(), studio),
    ):
        with pytest.raises(NotOffered):
            await asked


async def test_a_corrected_edit_stays_an_edit_of_the_same_part(studio: Studio) -> None:
    first = await edit(ALICE, EditOptions(what="빨간 배", where="하늘"), studio)

    second = await correct(ALICE, CorrectOptions(text="배를 파랗게", job=first.id), studio)

    assert isinstance(second.request, Inpaint)
    assert pictures_of(second.request) == pictures_of(first.request)
    assert "blue" in second.request.prompt
