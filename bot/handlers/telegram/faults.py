"""What Telegram refuses, as delivery understands it: later, try again, or never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.errors import NewsLater, ShowFailed, ShowLater, Unreachable
from bot.handlers.telegram.flood import NoRoom, seconds

GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
DELETED = ("message to delete not found",)
UNCHANGED = ("message is not modified",)
NO_TEXT = ("there is no text in the message to edit",)


@contextmanager
def delivery_errors() -> Iterator[None]:
    """Raises ShowLater, NewsLater, ShowFailed and Unreachable in place of what python-telegram-bot raises."""
    try:
        yield
    except NoRoom as error:  # Telegram was not asked, and might have taken something more urgent
        raise NewsLater(seconds(error)) from error
    except RetryAfter as error:
        raise ShowLater(seconds(error)) from error
    except (Forbidden, BadRequest) as error:
        raise Unreachable(error.message) from error  # blocked, gone or malformed: the same again would not help
    except TelegramError as error:
        raise ShowFailed(error.message) from error


def says(error: BadRequest, words: tuple[str, ...]) -> bool:
    """Whether Telegram, which has no codes for it, refused for a reason of these words."""
    return any(part in error.message.lower() for part in words)
