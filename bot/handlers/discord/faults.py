"""What Discord refuses, as delivery understands it: later, try again, or never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import ShowFailed, ShowLater, Unreachable

TOKEN_IS_DEAD = frozenset({50027, 10015})
"""Codes for an interaction token past its 15 minutes: Invalid Webhook Token, Unknown Webhook."""
NO_WAY_THERE = frozenset({10003, 50001, 50013})
"""Codes for a channel that is gone, not to be seen, or not to be written to: the person may be reached otherwise."""

_TOO_MANY = 429
_SERVER_FAULT = 500
_USUAL_WAIT_S = 5.0


@contextmanager
def delivery_errors() -> Iterator[None]:
    """Raises ShowLater, ShowFailed and Unreachable in place of what discord.py raises."""
    try:
        yield
    except discord.RateLimited as error:
        raise ShowLater(error.retry_after) from error
    except discord.HTTPException as error:
        if error.status == _TOO_MANY:
            raise ShowLater(_retry_after_s(error)) from error
        if error.status >= _SERVER_FAULT:
            raise ShowFailed(str(error)) from error
        raise Unreachable(str(error)) from error  # gone, forbidden or malformed: the same again would not help
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ShowFailed(str(error) or type(error).__name__) from error


def _retry_after_s(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", _USUAL_WAIT_S))
    except ValueError:  # a date
        return _USUAL_WAIT_S
