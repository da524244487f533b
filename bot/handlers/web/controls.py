"""A command's options as controls of a form: a new option appears on the page by itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.commands.base import Command, Field, Upload, fields_of
from bot.engine.backend import Capabilities
from bot.i18n import decimal, say
from bot.i18n.sentences import exists
from bot.people import Locale

Widget = Literal["words", "picture", "line", "chips", "menu", "slider", "number", "switch"]

_MOST_CHIPS = 6
_MOST_SLIDER_STEPS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """`aspect` is width / height for one that is a shape, else 0."""

    value: str
    label: str
    aspect: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One option as the page shows it. `usual` is what an option that was left alone will be, where that is known.

    `needs` names the option without which this one means nothing. `maximum` and `minimum` are None where there is none.
    """

    name: str
    widget: Widget
    label: str
    hint: str
    advanced: bool
    needs: str
    choices: tuple[Choice, ...]
    chosen: str
    minimum: float | None
    maximum: float | None
    step: float
    max_length: int | None
    usual: float | None
    usual_shown: str


def controls_of(command: Command[Any], offers: Capabilities, locale: Locale) -> tuple[Control, ...]:
    """The form of a command, in its own order, without what the backend has nothing for."""
    absent = {field.name for field in fields_of(command.options) if _offered(field, offers) == ()}
    offered = (field for field in fields_of(command.options) if not absent & {field.name, field.option.needs})
    return tuple(_control(command.name, field, offers, locale) for field in offered)


def _control(command: str, field: Field, offers: Capabilities, locale: Locale) -> Control:
    hint, label = say(locale, f"option.{command}.{field.name}"), f"web.label.{field.name}"
    usual = _usual(field, offers)
    return Control(
        name=field.name,
        widget=_widget(field),
        label=say(locale, label) if exists(locale, label) else hint,
        hint=hint,
        advanced=field.option.advanced,
        needs=field.option.needs,
        choices=_choices(command, field, offers, locale),
        chosen="" if field.default is None else str(field.default),
        minimum=field.option.minimum,
        maximum=field.option.maximum,
        step=1 if field.kind is int else 0.05,
        max_length=field.option.max_length,
        usual=usual,
        usual_shown="" if usual is None else decimal(locale, usual),
    )


def _widget(field: Field) -> Widget:
    option = field.option
    if field.kind is Upload:
        return "picture"
    if field.kind is bool:
        return "switch" if field.default is not None else "menu"  # a switch cannot say that it was left alone
    if field.kind is str:
        return "menu" if option.choices else "words" if option.main else "chips" if option.suggestions else "line"
    steps = _steps(field)
    return "number" if steps > _MOST_SLIDER_STEPS else "chips" if steps < _MOST_CHIPS else "slider"


def _steps(field: Field) -> float:
    """How many values there are beside the first; infinite without two bounds."""
    low, high = field.option.minimum, field.option.maximum
    if low is None or high is None:
        return float("inf")
    return high - low if field.kind is int else _MOST_SLIDER_STEPS


def _usual(field: Field, offers: Capabilities) -> float | None:
    """What suits the checkpoint, for the options that leave the choice to it."""
    suits = {"steps": offers.num_inference_steps, "guidance": offers.guidance_scale, "strength": offers.strength}
    return suits.get(field.name)


def _offered(field: Field, offers: Capabilities) -> tuple[str, ...] | None:
    """Those of its values that the backend has, None where every value is as good as another."""
    able: dict[str, tuple[str, ...]] = {"scheduler": offers.schedulers, "control": offers.controls}
    if field.name not in able:
        return None
    return tuple(value for value in field.option.choices if value in able[field.name])


def _choices(command: str, field: Field, offers: Capabilities, locale: Locale) -> tuple[Choice, ...]:
    if field.option.complete is not None:
        return tuple(Choice(one.value, one.label) for one in field.option.complete("", locale, offers))
    if field.kind is bool:
        switched = (Choice("true", say(locale, "settings.on")), Choice("false", say(locale, "settings.off")))
        return (Choice("", say(locale, "web.unset")), *switched)
    values = _offered(field, offers) or field.option.choices or field.option.suggestions
    if _widget(field) == "chips" and not values:
        low, high = int(field.option.minimum or 0), int(field.option.maximum or 0)
        values = tuple(str(number) for number in range(low, high + 1))
    chosen = tuple(Choice(value, _label(field.name, value, locale), _aspect(value)) for value in values)
    left_alone = "web.auto" if command == "imagine" else "web.unset"
    return chosen if field.default is not None else (Choice("", say(locale, left_alone)), *chosen)


def _label(name: str, value: str, locale: Locale) -> str:
    key = f"choice.{name}.{value}"
    return say(locale, key) if exists(locale, key) else value


def _aspect(value: str) -> float:
    width, colon, height = value.partition(":")
    return int(width) / int(height) if colon and width.isdecimal() and height.isdecimal() and int(height) else 0.0
