"""Errors as answers: a status, and a sentence in the browser's language."""

from __future__ import annotations

from dataclasses import replace

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import (
    AnalysisDied,
    EngineError,
    HwagaError,
    LimitReached,
    NoCookie,
    NoSuchJob,
    PictureTooLarge,
    Problem,
    Refused,
)
from bot.handlers.web.language import language_of
from bot.i18n import say, say_problem
from bot.i18n.sentences import exists
from bot.people import Locale

_STATUS: tuple[tuple[type[HwagaError], int], ...] = (
    (NoCookie, 403),
    (NoSuchJob, 404),
    (PictureTooLarge, 413),
    (LimitReached, 429),
    (Refused, 422),
    (AnalysisDied, 503),
    (EngineError, 503),
)

log = structlog.get_logger()


def tell_problems(default: Locale) -> Middleware:
    """The edge where errors of ours become sentences, and errors of nobody's become a log entry and a sentence."""

    @web.middleware
    async def telling(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except HwagaError as error:
            return _answer(error, request, default)
        except (web.HTTPException, OSError):  # OSError: the browser is gone
            raise
        except Exception:
            log.exception("request failed", path=request.path)
            return _answer(HwagaError(), request, default)

    return telling


def _labelled(problem: Problem, locale: Locale) -> Problem:
    """With an option called as it is on the page."""
    label = f"web.label.{problem.values.get('option')}"
    return (
        replace(problem, values={**problem.values, "option": say(locale, label)}) if exists(locale, label) else problem
    )


def _answer(error: HwagaError, request: web.Request, default: Locale) -> web.Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    locale = language_of(request, default)
    said = say_problem(locale, _labelled(error.problem, locale))
    return web.json_response({"problem": said, "key": error.problem.key}, status=status)
