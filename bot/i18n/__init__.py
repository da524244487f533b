"""What people read, in their language: messages, numbers and times. Catalogs: `locale/<locale>/LC_MESSAGES/hwaga.po`.

A message is named by its key (`error.text_too_long`) and may hold `{placeholders}`; Korean ones may also hold particles
in their double form (`{name}을(를)`), settled once the name is known. `python tools/messages.py add KEY …` adds one.
"""

from bot.i18n.locales import LOCALES, choose
from bot.i18n.numbers import decimal, duration, percent
from bot.i18n.problems import say_problem
from bot.i18n.sentences import MissingMessage, say
from bot.i18n.spans import Span, coming, remaining, span_of

__all__ = [
    "LOCALES",
    "MissingMessage",
    "Span",
    "choose",
    "coming",
    "decimal",
    "duration",
    "percent",
    "remaining",
    "say",
    "say_problem",
    "span_of",
]
