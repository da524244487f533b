from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from aiohttp import FormData
from PIL import Image
from sqlalchemy import text

from bot.people import Account, PersonId
from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor
from tests.makers import a_photo


def form(**fields: str) -> FormData:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


async def test_a_text_becomes_a_picture_at_an_address_of_its_own(house: House, visitor: Visitor) -> None:
    status, card = await visitor.ask(text="a quiet sea", seed="7")
    await house.settled()
    (done,) = await visitor.cards()

    assert (status, card["stage"], card["text"]) == (201, "queued", "a quiet sea")
    assert (done["id"], done["stage"]) == (card["id"], "done")
    (picture,) = done["pictures"]
    assert picture == {"url": f"/files/{card['id']}/0.png", "name": "hwaga-7.png"}
    async with visitor.session.get(picture["url"]) as response:
        assert response.content_type == "image/png"
        assert response.headers["Content-Disposition"] == 'inline; filename="hwaga-7.png"'
        assert Image.open(io.BytesIO(await response.read())).size == (128, 128)


async def test_a_photo_is_painted_over_in_its_own_shape_whatever_it_calls_itself(
    house: House, visitor: Visitor
) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, "JPEG")

    await visitor.ask(buffer.getvalue(), text="a sea", strength="0.3")
    await house.settled()
    (done,) = await visitor.cards()

    async with visitor.session.get(done["pictures"][0]["url"]) as response:
        painted = Image.open(io.BytesIO(await response.read()))
    assert painted.width > painted.height


async def test_several_pictures_have_an_address_each_and_no_more(house: House, visitor: Visitor) -> None:
    await visitor.ask(text="a sea", count="3", seed="5")
    await house.settled()
    (done,) = await visitor.cards()

    assert [picture["name"] for picture in done["pictures"]] == ["hwaga-5.png", "hwaga-6.png", "hwaga-7.png"]
    statuses = [await visitor.status(f"/files/{done['id']}/{number}.png") for number in range(4)]
    assert statuses == [200, 200, 200, 404]


async def test_a_strangers_browser_sees_nothing_and_can_do_nothing(
    house: House, visitor: Visitor, stranger: Visitor
) -> None:
    house.engine.hold()
    _, card = await visitor.ask(text="a secret")
    await house.engine.reached()

    cancelled, _ = await stranger.post(f"/jobs/{card['id']}/cancel")
    repeated, _ = await stranger.post(f"/jobs/{card['id']}/again")
    house.engine.release()
    await house.settled()

    assert (cancelled, repeated) == (404, 404)
    assert await stranger.cards() == []
    assert await stranger.status(f"/files/{card['id']}/0.png") == 404
    assert [known["stage"] for known in await visitor.cards()] == ["done"]


async def test_a_job_that_is_not_there_and_one_of_somebody_else_look_alike(
    house: House, visitor: Visitor, stranger: Visitor
) -> None:
    _, card = await visitor.ask(text="a sea")
    await house.settled()

    _, theirs = await stranger.post(f"/jobs/{card['id']}/cancel")
    _, nobodys = await stranger.post(f"/jobs/{'0' * 16}/cancel")

    assert theirs["key"] == nobodys["key"] == "error.no_such_job"


async def test_cancel_stops_a_job_while_it_is_painted(house: House, visitor: Visitor) -> None:
    house.engine.hold()
    _, card = await visitor.ask(text="a sea")
    await house.engine.reached()

    status, answer = await visitor.post(f"/jobs/{card['id']}/cancel")
    await house.settled()

    assert (status, bool(answer["text"])) == (200, True)
    assert [known["stage"] for known in await visitor.cards()] == ["stopped"]


async def test_again_paints_the_same_with_another_seed(house: House, visitor: Visitor) -> None:
    _, first = await visitor.ask(a_photo(), text="a sea", size="16:9", strength="0.4", seed="1")
    await house.settled()

    status, second = await visitor.post(f"/jobs/{first['id']}/again")
    await house.settled()
    newest, oldest = await visitor.cards()

    assert (status, newest["id"], oldest["id"]) == (201, second["id"], first["id"])
    unlike = {label for label, value in newest["details"] if (label, value) not in map(tuple, oldest["details"])}
    assert unlike - {"Time"} == {"Seed"}


async def test_a_picture_is_varied_widened_and_changed_in_a_part(house: House, visitor: Visitor) -> None:
    _, first = await visitor.ask(text="a sea", seed="1")
    await house.settled()
    mask = form(picture="1")
    mask.add_field("mask", a_photo("black", white=(0, 0, 32, 64)), filename="mask.png", content_type="image/png")

    varied, _ = await visitor.post(f"/jobs/{first['id']}/vary", form(strength="strong"))
    widened, _ = await visitor.post(f"/jobs/{first['id']}/outpaint", form(to="right", text=""))
    changed, _ = await visitor.post(f"/jobs/{first['id']}/edit", mask)
    refused, answer = await visitor.post(f"/jobs/{first['id']}/edit", form(what="a boat"))
    await house.settled()

    assert (varied, widened, changed) == (201, 201, 201)
    assert (refused, answer["key"]) == (422, "error.nowhere_to_paint")
    jobs = await house.studio.store.jobs_of(PersonId(1))
    assert [job.request.task for job in jobs] == ["inpaint", "outpaint", "image2image", "text2image"]


@pytest.mark.parametrize("command", ["vary", "outpaint", "edit"])
async def test_nobody_goes_on_from_a_strangers_picture(
    house: House, visitor: Visitor, stranger: Visitor, command: str
) -> None:
    _, first = await visitor.ask(text="a secret")
    await house.settled()

    status, answer = await stranger.post(f"/jobs/{first['id']}/{command}", form(picture="1"))

    assert (status, answer["key"]) == (404, "error.no_such_job")


async def test_a_restart_keeps_what_waits_and_what_is_done(tmp_path: Path) -> None:
    house = await House(tmp_path).open()
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        await visitor.ask(text="done before")
        await house.settled()
        house.engine.hold()
        await visitor.ask(text="painted after")
        await house.engine.reached()
        await house.close()
        again = await House(tmp_path, port=house.front.port).open()
        await again.settled()

        assert [(card["text"], card["stage"]) for card in await visitor.cards()] == [
            ("painted after", "done"),
            ("done before", "done"),
        ]
    await again.close()


@pytest.mark.parametrize(
    ("options", "status", "key"),
    [
        ({}, 422, "error.empty_request"),
        ({"text": "  "}, 422, "error.empty_request"),
        ({"text": "바" * 100_000}, 422, "error.text_too_long"),
        ({"text": "a sea", "strength": "7"}, 422, "error.bad_option"),
        ({"text": "a sea", "steps": "many"}, 422, "error.bad_option"),
        ({"text": "a sea", "no_such_option": "1"}, 422, "error.unknown_option"),
    ],
)
async def test_what_cannot_be_painted_is_refused_by_name_and_nothing_is_queued(
    visitor: Visitor, options: dict[str, str], status: int, key: str
) -> None:
    answered, answer = await visitor.ask(None, **options)

    assert (answered, answer["key"]) == (status, key)
    assert await visitor.cards() == []


async def test_a_refusal_is_said_in_the_language_of_the_browser(house: House) -> None:
    async with Visitor(house.url, "ko-KR,ko;q=0.9,en;q=0.8") as korean:
        await korean.arrive()
        _, answer = await korean.ask()

    assert answer["problem"] == "무엇을 그릴지 알려 주세요. 글이나 사진을 보내면 그려 드릴게요."


async def test_a_broken_photo_is_refused(visitor: Visitor) -> None:
    status, answer = await visitor.ask(b"<svg onload=alert(1)>", text="a sea")

    assert (status, answer["key"]) == (422, "error.unknown_picture")


async def test_whoever_has_too_many_waiting_is_told_so(tmp_path: Path) -> None:
    house = await House(tmp_path, jobs_per_person=1).open()
    house.engine.hold()
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        await visitor.ask(text="a sea")
        status, answer = await visitor.ask(text="a second sea")
    await house.close()

    assert (status, answer["key"]) == (429, "error.too_many_waiting")


async def test_what_is_not_painted_is_refused_and_written_down(house: House, visitor: Visitor) -> None:
    status, answer = await visitor.ask(text="ㅅㅔㄱㅅ")

    assert (status, answer["key"]) == (422, "error.moderated")
    assert await visitor.cards() == []
    (ruling,) = await house.studio.store.rulings()
    assert (ruling.outcome, ruling.category, ruling.place.platform) == ("refuse", "sexual", "web")


async def test_what_not_everybody_wants_to_see_is_hidden_and_stays_so(house: House, visitor: Visitor) -> None:
    _, first = await visitor.ask(text="a nude statue")
    _, second = await visitor.post(f"/jobs/{first['id']}/again")
    _, third = await visitor.ask(text="a statue")
    await house.settled()

    spoilers = {card["id"]: card["spoiler"] for card in await visitor.cards()}
    assert spoilers == {first["id"]: True, second["id"]: True, third["id"]: False}
    assert [ruling.outcome for ruling in await house.studio.store.rulings()] == ["spoiler", "spoiler"]


async def test_who_has_spent_the_budget_is_told_when_it_is_back(tmp_path: Path) -> None:
    house = await House(tmp_path, budget=1.0, budget_per_hour=1.0).open()
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        first, _ = await visitor.ask(text="a sea", steps="10")
        status, answer = await visitor.ask(text="a sea", steps="30")
        large, told = await visitor.ask(text="a sea", steps="100")
        await house.settled()
    await house.close()

    assert (first, status, answer["key"]) == (201, 429, "error.budget_spent")
    assert re.search(r"in \d+ min", answer["problem"])
    assert (large, told["key"]) == (422, "error.too_costly")


async def test_an_owner_has_no_limits(tmp_path: Path) -> None:
    house = await House(tmp_path, jobs_per_person=1).open()
    house.engine.hold()
    async with Visitor(house.url) as visitor:
        await visitor.arrive()
        _, card = await visitor.ask(text="a sea")
        job = await house.studio.store.job(card["id"])
        assert job is not None
        house.settings.owners = (Account("web", job.address.account),)
        status, _ = await visitor.ask(text="a second sea")
        house.engine.release()
        await house.settled()
    await house.close()

    assert status == 201


async def test_a_damaged_job_hides_no_other(house: House, visitor: Visitor) -> None:
    _, whole = await visitor.ask(text="a sea")
    _, damaged = await visitor.ask(text="a second sea")
    await house.settled()
    damage = text("UPDATE jobs SET plan = '{' WHERE id = :id")
    await house.studio.store._database.write(lambda c: c.execute(damage, {"id": damaged["id"]}))

    async with visitor.events() as events:
        name, told = await anext(events)
    status, answer = await visitor.post(f"/jobs/{damaged['id']}/again")

    assert [card["id"] for card in await visitor.cards()] == [whole["id"]]
    assert (name, [card["id"] for card in told]) == ("cards", [whole["id"]])
    assert (status, answer["key"]) == (500, "error.unreadable_job")
    assert answer["problem"].startswith("This picture was asked of another version of Hwaga")


async def test_a_browser_that_keeps_no_cookie_is_told_so(house: House) -> None:
    async with Visitor(house.url) as nobody:
        status, answer = await nobody.ask(text="a sea")

    assert (status, answer["key"]) == (403, "error.no_cookie")


async def test_a_correction_of_somebody_elses_picture_finds_nothing(
    house: House, visitor: Visitor, stranger: Visitor
) -> None:
    _, card = await visitor.ask(text="a sea")
    await house.settled()
    form = FormData(default_to_multipart=True)
    form.add_field("text", "more snow")

    assert (await stranger.post(f"/jobs/{card['id']}/correct", form))[0] == 404
