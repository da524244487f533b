"""The page in a real browser: one Chromium for all of these tests."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, async_playwright, expect

from bot.i18n import say
from bot.jobs import JobId
from bot.people import PersonId
from bot.prompt.planner import Planner
from bot.requests import Image2Image, Inpaint
from tests.handlers.web.house import House
from tests.makers import a_photo

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE_PX = 360
NAMELESS = """
[...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a")]
    .filter((control) => !control.labels?.length && !control.textContent.trim() && !control.ariaLabel)
    .map((control) => control.outerHTML)
"""
HEADLINES = """
window.headlines = [];
new MutationObserver(() => headlines.push(document.querySelector(".headline").textContent))
    .observe(document.querySelector(".headline"), {childList: true});
"""

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed: apt-get install chromium"),
]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, planner: Planner) -> AsyncIterator[House]:
    house = await House(tmp_path, planner).open()
    yield house
    await house.close()


@pytest_asyncio.fixture(loop_scope="session")
async def profile(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A Korean's browser, never used before."""
    context = await chromium.new_context(locale="ko-KR", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(house: House, profile: BrowserContext) -> AsyncIterator[Page]:
    """The page, open. Whatever a test is about, no script may fail and no policy may be broken."""
    page, complaints = await profile.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    await page.goto(house.url)
    yield page
    assert complaints == []


async def ask(page: Page, text: str) -> None:
    """Type and paint, words for words: understanding them takes a process of its own."""
    await page.locator("#more").evaluate("more => { more.open = true }")
    await page.get_by_label("글을 그대로 프롬프트로 써요").check()
    await page.locator("textarea").fill(text)
    await page.get_by_role("button", name="그리기", exact=True).click()


async def test_a_photo_and_korean_words_become_a_picture_to_keep(house: House, page: Page, tmp_path: Path) -> None:
    await page.locator("input[type=file]").set_input_files(
        {"name": "휴가.png", "mimeType": "image/png", "buffer": a_photo("blue", 96)}
    )
    await expect(page.get_by_text("휴가.png")).to_be_visible()
    await expect(page.get_by_role("slider", name="사진을 바꾸는 정도")).to_be_visible()
    await page.locator("textarea").fill("노을 지는 바다")
    await page.get_by_role("button", name="그리기", exact=True).click()

    easel = page.locator("#easel")
    await expect(easel.get_by_role("link", name="내려받기")).to_be_visible(timeout=60_000)
    await expect(easel.get_by_role("heading")).to_have_text("노을 지는 바다")
    await expect(easel.locator(".details")).to_contain_text("바다 → ")
    shown = await easel.locator(".canvas").evaluate("picture => [picture.naturalWidth, picture.clientWidth]")
    async with page.expect_download() as download:
        await easel.get_by_role("link", name="내려받기").click()
    kept = tmp_path / (await download.value).suggested_filename
    await (await download.value).save_as(kept)

    (number,) = re.findall(r"/files/(\w+)/0.png", str(await easel.get_by_role("link").get_attribute("href")))
    job = await house.studio.store.job(JobId(number))
    assert job is not None
    assert isinstance(job.request, Image2Image)
    assert job.request.strength == house.studio.backend.offers().strength  # the slider was left alone
    assert shown[0] == 128
    assert shown[1] > 2 * shown[0]  # a small picture is no stamp
    assert kept.name.startswith("hwaga-")
    assert Image.open(io.BytesIO(kept.read_bytes())).format == "PNG"


async def test_a_finished_picture_is_changed_in_words(house: House, page: Page) -> None:
    await page.locator("textarea").fill("노란 모자를 쓴 소년")
    await page.get_by_role("button", name="그리기", exact=True).click()
    words, details = page.get_by_label("이 그림에서 바꿀 것"), page.locator("#easel .details")
    await expect(words).to_be_visible(timeout=60_000)

    await words.fill("모자만 빨갛게")
    await words.press("Enter")
    await expect(words).to_be_visible(timeout=60_000)
    await expect(details).to_contain_text("red hat")
    await words.fill("부탁해요")
    await page.get_by_role("button", name="고치기").click()

    await expect(page.locator("#complaint")).to_contain_text("바꿀지 알아듣지 못했어요")
    await expect(words).to_have_value("부탁해요")
    seeds = {job.request.seed for job in await house.studio.store.jobs_of(PersonId(1))}
    assert len(seeds) == 1


async def test_a_part_that_was_marked_is_painted_anew_and_nothing_else(house: House, page: Page) -> None:
    await page.set_viewport_size({"width": 800, "height": 2000})  # nothing scrolls away from below the mouse
    await ask(page, "밤 바다")
    await page.get_by_role("button", name="일부만 바꾸기").click(timeout=60_000)
    mask, undo = page.get_by_label("바꿀 곳을 칠하는 그림"), page.get_by_role("button", name="되돌리기")
    await page.get_by_role("button", name="바꾸기", exact=True).click()
    await expect(page.get_by_text("그림에서 바꿀 곳을 먼저 칠해 주세요.")).to_be_visible()

    await stroke(mask, (0.1, 0.9), (0.2, 0.9))
    await undo.click()
    await expect(undo).to_be_disabled()
    await stroke(mask, (0.3, 0.5), (0.7, 0.5))
    await page.locator("#what").fill("a boat")
    await page.get_by_role("button", name="바꾸기", exact=True).click()

    await expect(page.locator("#easel .details")).to_contain_text("새로 그린 정도", timeout=60_000)
    await expect(mask).to_be_hidden()
    after, before = await house.studio.store.jobs_of(PersonId(1))
    assert isinstance(after.request, Inpaint)
    assert after.request.mask is not None
    marked = pixels(await house.studio.store.file(after.request.mask))[..., 0] > 0
    was, now = [pixels(await house.studio.store.file(job.results[0])) for job in (before, after)]
    height, width = marked.shape
    assert marked[height // 2, width // 2]
    assert not marked[: height // 3].any()
    assert not marked[-height // 3 :].any()
    assert (was[64, 64] != now[64, 64]).any()
    assert np.array_equal(was[:32], now[:32])


async def test_a_picture_is_widened_and_varied_by_a_button(house: House, page: Page) -> None:
    await ask(page, "밤 바다")
    widen = page.get_by_role("button", name="넓히기")
    await widen.click(timeout=60_000)
    await expect(widen).to_have_attribute("aria-expanded", "true")
    await page.get_by_role("button", name="오른쪽").click()
    await expect(page.locator("#easel .details")).to_contain_text("192×128", timeout=60_000)
    await expect(page.locator("#widen")).to_be_hidden()
    await page.get_by_role("button", name="많이 다르게").click()
    await expect(page.locator("#easel .details")).to_contain_text("81%", timeout=60_000)

    tasks = [job.request.task for job in await house.studio.store.jobs_of(PersonId(1))]
    assert tasks == ["image2image", "outpaint", "text2image"]


async def stroke(mask: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place to another; both are shares of the picture's width and height."""
    box = await mask.bounding_box()
    assert box is not None
    mouse = mask.page.mouse
    await mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    await mouse.down()
    await mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=5)
    await mouse.up()


def pixels(png: bytes) -> NDArray[np.uint8]:
    """[height, width, 3]"""
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


async def test_the_picture_is_watched_while_it_is_painted_and_can_be_cancelled(house: House, page: Page) -> None:
    house.engine.hold(4)
    await ask(page, "밤 바다")
    easel = page.locator("#easel")

    await expect(easel.locator(".canvas")).to_have_attribute("src", re.compile("^data:image/jpeg"))
    await expect(easel.get_by_role("progressbar")).to_have_js_property("value", 0.75)
    await easel.get_by_role("button", name="취소").click()

    await expect(easel.get_by_role("button", name="다시 그리기")).to_be_visible()
    await expect(easel.get_by_role("progressbar")).to_be_hidden()
    await expect(easel.get_by_role("link", name="내려받기")).to_be_hidden()


async def test_what_was_cancelled_before_it_was_queued_is_not_painted(house: House, page: Page) -> None:
    house.engine.hold()
    held = asyncio.Event()

    async def slowly(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/jobs", slowly)
    await ask(page, "마음이 바뀐 그림")
    easel = page.locator("#easel")
    await page.evaluate(HEADLINES)
    await easel.get_by_role("button", name="취소").click()
    held.set()

    await expect(easel.get_by_role("button", name="다시 그리기")).to_be_visible()
    await expect(easel.locator(".mat")).to_have_attribute("data-stage", "stopped")
    assert set(await page.evaluate("headlines")) == {say("ko", "web.word.cancelling"), say("ko", "view.stopped")}


async def test_a_reload_shows_history_and_what_was_typed(page: Page) -> None:
    await ask(page, "첫 번째")
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    await page.locator("textarea").fill("두 번째, 아직 안 보낸 글")
    await page.reload()

    await expect(page.locator("textarea")).to_have_value("두 번째, 아직 안 보낸 글")
    await expect(page.get_by_role("button", name="보기: 첫 번째")).to_be_visible()
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()


async def test_a_strangers_browser_shows_nothing_of_it(house: House, page: Page, chromium: Browser) -> None:
    await ask(page, "비밀")
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    address = await page.get_by_role("link", name="내려받기").get_attribute("href")
    stranger = await chromium.new_context()
    theirs = await stranger.new_page()
    async with theirs.expect_response("**/events"):
        await theirs.goto(house.url)
    answer = await theirs.request.get(f"{house.url}{address}")

    await expect(theirs.get_by_role("heading", name="Hwaga")).to_be_visible()
    await expect(theirs.locator("#shelf")).to_be_hidden()
    assert answer.status == 404
    await stranger.close()


async def test_an_open_page_gets_its_picture_though_the_bot_was_restarted(
    house: House, page: Page, tmp_path: Path
) -> None:
    house.engine.hold(2)
    await ask(page, "끝까지")
    await house.engine.reached(2)

    await house.close()
    await expect(page.locator("#offline")).to_be_visible()
    await page.get_by_role("button", name="그리기", exact=True).click()
    await expect(page.locator("#complaint")).to_have_text(say("ko", "web.word.unreachable"))
    again = await House(tmp_path, house.studio.planner, port=house.front.port).open()

    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator("#complaint")).to_be_empty()
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    await again.close()


async def test_a_result_is_painted_again_and_painted_over(house: House, page: Page) -> None:
    await page.locator("label", has=page.get_by_role("radio", name="2")).click()
    await ask(page, "여러 장")
    easel = page.locator("#easel")
    await expect(easel.locator(".thumbnail")).to_have_count(2)
    await easel.locator(".thumbnail").nth(1).click()
    second = await easel.get_by_role("link", name="내려받기").get_attribute("download")
    await easel.get_by_role("button", name="이 그림 위에 그리기").click()
    await expect(page.locator("#photo-name")).to_have_text(str(second))

    await easel.get_by_role("button", name="다시 그리기").click()
    await expect(page.locator("#shelf [data-stage=done]")).to_have_count(2)

    newest, oldest = await (await page.request.get(f"{house.url}/jobs")).json()
    assert [len(card["pictures"]) for card in (newest, oldest)] == [2, 2]
    assert newest["pictures"][0]["name"] != oldest["pictures"][0]["name"]


async def test_what_not_everybody_wants_to_see_is_hidden_until_it_is_asked_for(house: House, page: Page) -> None:
    await ask(page, "a nude statue")
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    await house.settled()
    canvas, small = page.locator(".canvas"), page.locator(".small img")
    await expect(page.get_by_text(say("ko", "web.unveil.why"))).to_be_visible()
    await expect(canvas).to_have_class(re.compile("veiled"))
    await expect(small).to_have_class(re.compile("veiled"))

    await page.get_by_role("button", name="가려진 그림 보기").click()

    await expect(canvas).not_to_have_class(re.compile("veiled"))
    await expect(small).not_to_have_class(re.compile("veiled"))
    await expect(page.get_by_role("button", name="가려진 그림 보기")).to_be_hidden()
    await expect(page.get_by_text(say("ko", "web.unveil.why"))).to_be_hidden()


async def test_words_are_shown_as_words_whatever_they_hold(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='got you'\"> {{ 7*7 }} \u202e 👩\u200d🎨"
    await ask(page, hostile)

    await expect(page.locator("#easel").get_by_role("heading")).to_have_text(hostile)
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    await expect(page).to_have_title("화가")


async def test_a_refusal_is_said_beside_the_button_and_nothing_typed_is_lost(page: Page) -> None:
    await page.locator("input[type=file]").set_input_files(
        {"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": b"no picture"}
    )
    await expect(page.get_by_text("IMG_0001.HEIC")).to_be_visible()
    await expect(page.locator(".chosen")).to_be_hidden()
    await ask(page, "노을 지는 바다")

    await expect(page.get_by_role("alert")).to_contain_text("읽을 수 없는 파일이에요")
    await expect(page.locator("textarea")).to_have_value("노을 지는 바다")
    await expect(page.locator("#easel")).to_be_hidden()


async def test_what_is_too_long_is_refused_and_not_cut(page: Page) -> None:
    await ask(page, "가" * 4001)

    await expect(page.get_by_role("alert")).to_contain_text("4,001자")
    assert len(await page.locator("textarea").input_value()) == 4001


async def test_the_page_fits_a_phone_and_nothing_below_the_picture_moves(house: House, page: Page) -> None:
    await page.set_viewport_size({"width": PHONE_PX, "height": 740})
    house.engine.hold(2)
    await expect(page.get_by_role("button", name="그리기", exact=True)).to_be_in_viewport(ratio=1)
    await ask(page, "아주아주긴한단어" * 20)
    actions = page.locator("#easel .actions")
    await expect(actions.get_by_role("button", name="취소")).to_be_visible()
    await house.engine.reached(2)
    waiting = await actions.evaluate("actions => actions.getBoundingClientRect().top + scrollY")
    house.engine.release()
    await expect(actions.get_by_role("link", name="내려받기")).to_be_visible()
    done = await actions.evaluate("actions => actions.getBoundingClientRect().top + scrollY")

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE_PX
    assert waiting == done


async def test_everything_can_be_done_from_the_keyboard_and_has_a_name(page: Page) -> None:
    await page.locator("textarea").focus()
    await page.keyboard.type("a sea")
    await page.locator("#more").evaluate("more => { more.open = true }")
    await page.get_by_label("글을 그대로 프롬프트로 써요").check()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="내려받기")).to_be_visible()
    await expect(page.locator("#status")).not_to_be_empty()

    assert await page.evaluate(NAMELESS) == []


async def test_each_reads_the_page_in_their_language_and_may_choose_the_other(house: House, page: Page) -> None:
    await expect(page.locator("textarea")).to_have_attribute("placeholder", "예: 노을 지는 바다")
    await page.get_by_role("link", name="English").click()

    await expect(page.get_by_role("button", name="Paint", exact=True)).to_be_visible()
    assert page.url == f"{house.url}/"


async def test_settings_are_shown_as_they_are_and_saved_as_they_are_shown(house: House, page: Page) -> None:
    settings, summary = page.locator("form[action='/commands/settings']"), page.locator("#yours > summary")
    save, told = settings.get_by_role("button", name="저장"), settings.locator(".told")
    await summary.click()
    await settings.locator("[name=style]").fill("수채화")
    await settings.locator("[name=spoiler]").select_option("true")
    await save.click()
    await expect(told).to_have_text("저장했어요.")
    await page.reload()
    await summary.click()
    await expect(settings.locator("[name=style]")).to_have_value("수채화")
    await expect(settings.locator("[name=language]")).to_have_value("auto")

    await settings.locator("[name=style]").fill("")
    await settings.get_by_label("모양").fill("huge")
    await save.click()
    await expect(told).to_contain_text("모양에는 ‘huge’를 쓸 수 없어요")
    await settings.get_by_label("모양").fill("3:2")
    await save.click()
    await expect(told).to_have_text("저장했어요.")
    kept = await (await page.request.get(f"{house.url}/commands/settings")).json()
    assert (kept.get("style"), kept["size"], kept["spoiler"]) == (None, "3:2", True)


async def test_settings_are_chosen_and_a_picture_is_deleted_on_the_page(house: House, page: Page) -> None:
    await page.locator("#yours > summary").click()
    settings = page.locator("form[action='/commands/settings']")
    await settings.locator("[name=size]").fill("16:9")
    await settings.locator("[name=recipe]").select_option("false")
    await settings.get_by_role("button", name="저장").click()
    await expect(settings.locator(".told")).to_have_text("저장했어요.")
    await ask(page, "바다")
    await house.settled()
    await expect(page.locator("[data-do=remove]")).to_be_visible()
    await page.locator("[data-do=favourite]").click()
    await expect(page.locator(".headline")).to_have_text(say("ko", "favourite.kept"))
    page.once("dialog", lambda dialog: dialog.accept())
    await page.locator("[data-do=remove]").click()

    await expect(page.locator("#easel")).to_be_hidden()
    await expect(page.locator("#shelf")).to_be_hidden()
    assert await page.evaluate(NAMELESS) == []
