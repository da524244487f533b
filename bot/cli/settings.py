"""Settings that cannot be used, as problems a person can mend."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from bot.config import Settings
from bot.errors import BadSetting, SettingsUnreadable
from bot.people import Locale

OWNERS = "telegram:123,discord:456"
SHOWN = 80
"""Characters of a value: enough to find it again."""


def read_settings() -> Settings:
    """From the environment and `.env`. Raises pydantic.ValidationError and SettingsUnreadable."""
    try:
        return Settings()
    except UnicodeDecodeError as error:
        raise SettingsUnreadable from error


class _Spoken(BaseSettings):
    """The one setting that is wanted before it is known whether the others can be used."""

    model_config = Settings.model_config

    locale: Locale | None = None


def chosen_locale() -> Locale | None:
    """LOCALE where somebody has set it, and to a language of ours."""
    try:
        return _Spoken().locale
    except (ValidationError, UnicodeDecodeError):
        return None


def problems_of(error: ValidationError) -> list[BadSetting]:
    """What is wrong with the settings, one a setting, without any secret."""
    return [_problem(str(each["loc"][0]), each["input"]) for each in error.errors(include_url=False)]


def _problem(name: str, given: object) -> BadSetting:
    field = Settings.model_fields[name.lower()]
    secret = SecretStr in (field.annotation, *get_args(field.annotation))
    return BadSetting(name.upper(), "…" if secret else str(given)[:SHOWN], _allowed(field))


def _allowed(field: FieldInfo) -> str:
    """What a setting takes, without words."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(get_args(field.annotation))
    if field.annotation is bool:
        return "true, false"
    if field.annotation in (int, float):
        return _range(field)
    return OWNERS


def _range(field: FieldInfo) -> str:
    """As "0–65535", "≥ 0" or "> 0"."""
    low = next((bound.ge for bound in field.metadata if isinstance(bound, Ge)), None)
    high = next((bound.le for bound in field.metadata if isinstance(bound, Le)), None)
    if high is not None:
        return f"{low}–{high}"
    above = next((bound.gt for bound in field.metadata if isinstance(bound, Gt)), None)
    return f"≥ {low}" if above is None else f"> {above}"
