from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated

import pytest

from bot.commands.base import Command, Context, Option, Reply, Upload
from bot.commands.imagine import IMAGINE
from bot.commands.studio import Studio
from bot.engine.fake import FakeBackend
from bot.handlers.web.controls import controls_of
from bot.handlers.web.page import HERE, Page
from bot.people import Locale

OFFERS = FakeBackend().offers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    text: Annotated[str, Option(main=True)] = ""
    image: Annotated[Upload | None, Option()] = None
    size: Annotated[str | None, Option(suggestions=("1:1", "16:9"))] = None
    scheduler: Annotated[str | None, Option(choices=("euler", "ddim"), advanced=True)] = None
    count: Annotated[int, Option(minimum=1, maximum=3)] = 2
    strength: Annotated[float | None, Option(minimum=0, maximum=1, needs="image")] = None
    seed: Annotated[int | None, Option(minimum=0, maximum=2**32)] = None
    negative: Annotated[str, Option(max_length=9)] = ""
    raw: Annotated[bool, Option()] = False


async def run(_context: Context, _options: Options, _studio: Studio) -> Reply:
    return Reply("")


def test_every_kind_of_option_has_its_widget() -> None:
    controls = {control.name: control for control in controls_of(Command("imagine", Options, run), OFFERS, "en")}

    assert {name: control.widget for name, control in controls.items()} == {
        "text": "words",
        "image": "picture",
        "size": "chips",
        "scheduler": "menu",
        "count": "chips",
        "strength": "slider",
        "seed": "number",
        "negative": "line",
        "raw": "switch",
    }
    assert [choice.value for choice in controls["size"].choices] == ["", "1:1", "16:9"]
    assert [choice.value for choice in controls["count"].choices] == ["1", "2", "3"]
    assert controls["count"].chosen == "2"
    assert controls["scheduler"].choices[1].label == "Euler"
    assert controls["strength"].needs == "image"
    assert controls["strength"].usual == OFFERS.strength


def test_nothing_is_offered_that_the_backend_has_nothing_for() -> None:
    without = {control.name for control in controls_of(IMAGINE, replace(OFFERS, controls=()), "en")}
    edges = {control.name: control for control in controls_of(IMAGINE, replace(OFFERS, controls=("edges",)), "en")}

    assert without == edges.keys() - {"control", "control_scale"}
    assert [choice.value for choice in edges["control"].choices] == ["", "edges"]


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_page_has_every_option_of_the_command_and_no_script_of_its_own(locale: Locale) -> None:
    html = Page(OFFERS, 20.0).html(locale)

    for control in controls_of(IMAGINE, OFFERS, locale):
        assert f'name="{control.name}"' in html
    assert re.findall(r"<script[^>]*>", html) == ['<script type="module" src="/static/main.js">']
    assert not re.search(r"\son\w+=|\sstyle=|<style", html)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_what_the_page_names_is_there(locale: Locale) -> None:
    html = Page(OFFERS, 20.0).html(locale)
    named = set(re.findall(r'/static/([\w.]+)"', html))

    for script in (HERE / "static").glob("*.js"):
        named.update(re.findall(r'from "\./([\w.]+)"', script.read_text("utf-8")))
    assert named == {file.name for file in (HERE / "static").iterdir()}


def test_scripts_take_their_words_from_the_catalogs_and_never_write_markup() -> None:
    for script in (HERE / "static").glob("*.js"):
        code = script.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code), script.name
        assert not re.search(r"[가-힣]", code), script.name
