from __future__ import annotations

from bot.cli.doctor import CHECKS
from bot.config import Settings


def test_the_doctor_tells_which_providers_are_on() -> None:
    settings = Settings(_env_file=None, chat_url="http://localhost", chat_model="m", deepl_key="k")

    assert CHECKS["providers"](Settings(_env_file=None)) == ("ok", "gloss")
    assert CHECKS["providers"](settings) == ("ok", "chat, deepl, gloss")


def test_the_doctor_names_what_a_half_set_provider_misses() -> None:
    settings = Settings(_env_file=None, papago_key="k", deepl_key="k")

    assert CHECKS["providers"](settings) == ("warning", "deepl, gloss (PAPAGO_KEY_ID?)")
