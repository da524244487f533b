"""What is the person's own, through the page: settings, linked accounts, their data, their pictures."""

from __future__ import annotations

import zipfile
from io import BytesIO
from urllib.parse import unquote

from aiohttp import FormData

from bot.i18n import say
from tests.handlers.web.house import House
from tests.handlers.web.visitor import Visitor


def form(**values: str) -> FormData:
    filled = FormData(default_to_multipart=True)
    for name, value in values.items():
        filled.add_field(name, value)
    return filled


async def test_settings_hold_for_what_is_painted_after(house: House, visitor: Visitor) -> None:
    status, answer = await visitor.post("/commands/settings", form(size="16:9", recipe="false"))
    _, card = await visitor.ask(text="a sea")
    await house.settled()
    sizes = [value for label, value in card["details"] if "×" in value] or [
        value for card in await visitor.cards() for _, value in card["details"] if "×" in value
    ]
    width, height = map(int, sizes[0].split("×"))

    assert status == 200
    assert answer["text"].startswith(say("en", "settings.yours"))
    assert width > height


async def test_a_setting_that_is_none_is_refused_in_words(house: House, visitor: Visitor) -> None:
    status, answer = await visitor.post("/commands/settings", form(quality="perfect"))

    assert (status, answer["key"]) == (422, "error.bad_option")
    assert house.settings.locale == "en"


async def test_ones_data_come_as_a_download(house: House, visitor: Visitor) -> None:
    await visitor.ask(text="a sea")
    await house.settled()
    async with visitor.session.post("/commands/mydata", data=form(do="export")) as response:
        data, headers = await response.read(), response.headers
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()

    assert headers["Content-Disposition"] == 'attachment; filename="hwaga-1.zip"'
    assert unquote(headers["Hwaga-Text"]) == say("en", "mydata.here")
    assert len(names) == 2


async def test_a_deleted_picture_is_nowhere_on_the_page(house: House, visitor: Visitor, stranger: Visitor) -> None:
    _, card = await visitor.ask(text="a sea")
    await house.settled()
    refused, _ = await stranger.post(f"/jobs/{card['id']}/delete", form())
    kept, favourite = await visitor.post(f"/jobs/{card['id']}/favourite", form(job=card["id"]))
    status, answer = await visitor.post(f"/jobs/{card['id']}/delete", form(job=card["id"]))

    assert (refused, kept, status) == (404, 200, 200)
    assert favourite["text"] == say("en", "favourite.kept")
    assert answer["text"] == say("en", "delete.done")
    assert await visitor.cards() == []
    assert await visitor.status(f"/files/{card['id']}/0.png") == 404


async def test_two_browsers_of_one_person_see_the_same(house: House, visitor: Visitor, stranger: Visitor) -> None:
    await visitor.ask(text="a sea")
    await house.settled()
    _, told = await visitor.post("/commands/link", form())
    code = next(word.rstrip(".") for word in told["text"].split() if word.count("-") == 1 and word[0].isalnum())
    _, joined = await stranger.post("/commands/link", form(code=code))

    assert joined["text"].startswith(say("en", "link.joined", {"accounts": ""}).split(":")[0])
    assert [card["text"] for card in await stranger.cards()] == ["a sea"]
