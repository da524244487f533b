from __future__ import annotations

from dataclasses import replace

from bot.handlers.discord.keyboard import buttons_of
from bot.handlers.discord.layout import content_of, embeds_of
from bot.jobs import JobId
from bot.views import View

VIEW = View(job_id=JobId("0123456789abcdef"), locale="ko", stage="painting", headline="그리는 중이에요")


def test_the_bar_fills_with_the_picture() -> None:
    lengths = [content_of(replace(VIEW, fraction=fraction)).count("▰") for fraction in (0, 0.5, 1)]

    assert lengths == [0, 10, 20]
    assert content_of(VIEW) == "그리는 중이에요"


def test_short_details_stand_beside_each_other_and_long_ones_alone() -> None:
    (embed,) = embeds_of(replace(VIEW, details=(("시드", "42"), ("프롬프트", "a castle on a hill, evening light"))))

    assert [(field.name, field.inline) for field in embed.fields] == [("시드", True), ("프롬프트", False)]


def test_without_details_there_is_no_embed() -> None:
    assert embeds_of(VIEW) == []


def test_an_embed_never_grows_past_discords_limits() -> None:
    (embed,) = embeds_of(replace(VIEW, details=(("*" * 300, "_" * 5000),) * 40))

    assert len(embed) <= 6000
    assert len(embed.fields) <= 25
    assert all(len(field.name or "") <= 256 and 0 < len(field.value or "") <= 1024 for field in embed.fields)


async def test_a_view_to_cancel_has_a_button_with_its_job() -> None:
    buttons = buttons_of(replace(VIEW, actions=("cancel",)))

    assert buttons is not None
    assert buttons.is_persistent()
    assert [(item["label"], item["custom_id"]) for item in buttons.to_components()[0]["components"]] == [
        ("취소", "hwaga:cancel:0123456789abcdef")
    ]
    assert buttons_of(VIEW) is None
