"""Logs: one line an event on stderr, ours and every library's, and no secret in any of them.

What is bound with `structlog.contextvars.bound_contextvars(job_id=…)` stands in every line written under it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

from bot.config import Settings

log = structlog.get_logger()

_CHATTY = ("aiohttp", "alembic", "discord", "httpcore", "httpx", "PIL", "sqlalchemy", "telegram")
"""Libraries whose everyday business is of interest only when looking for a bug."""

_HIDDEN = "***"
_SHORTEST = 6
"""A shorter value is no secret but a slip; hidden everywhere, it would make logs unreadable."""
_SHAPES = re.compile(
    r"""(?P<kept> /bot (?=\d+(?::|%3A))            # Telegram's URLs
            | /(?:webhooks|interactions)/\d+/      # Discord's: the token of an interaction answers in its name
            | \b(?:Bot|Bearer)\ +(?=[\w.~+/-]{16}) # an Authorization header
        ) [\w.:%~+-]+
    """,
    re.VERBOSE | re.ASCII,
)


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (stderr), in place of where they went before.

    Sets the root logger, the hooks for exceptions that nobody caught, and warnings.
    """
    stream = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    console = settings.log_format == "console" or (settings.log_format == "auto" and stream.isatty())
    handler = _Handler(stream)
    handler.setFormatter(_formatter(_renderer(stream) if console else _JSON, redactor(settings.secrets)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(level if level == logging.DEBUG else max(level, logging.WARNING))
    structlog.configure(
        processors=[*_FIRST, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    _hear_of_everything()


def redactor(secrets: Sequence[str]) -> Callable[[str], str]:
    """What hides the secrets, and everything shaped like a token in a URL or a header, in a finished line."""
    spellings = {spelling for secret in secrets if len(secret) >= _SHORTEST for spelling in _spellings(secret)}
    known = re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True))) or r"(?!)")
    return lambda line: _SHAPES.sub(rf"\g<kept>{_HIDDEN}", known.sub(_HIDDEN, line))


def _spellings(secret: str) -> set[str]:
    """As it is, as URLs and repr write it, and as repr and JSON write any of these."""
    plain = {secret, quote(secret), quote(secret, safe=""), repr(secret)[1:-1]}
    written = (json.dumps(each, ensure_ascii=False) for each in plain)
    return {*plain, *(each[1:-1] for each in written), *(repr(each)[1:-1] for each in plain)}


_FIRST: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.StackInfoRenderer(),
)
_JSON: tuple[Processor, ...] = (
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(ensure_ascii=False),
)


def _renderer(stream: TextIO) -> tuple[Processor, ...]:
    plain = structlog.dev.plain_traceback  # a pretty one shows local variables, and colours that cut secrets in two
    return (
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain),
    )


def _formatter(last: tuple[Processor, ...], redact: Callable[[str], str]) -> logging.Formatter:
    return _RedactingFormatter(
        redact,
        foreign_pre_chain=_FIRST,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """The last that sees a line: whatever brought a secret there, message, argument or traceback, it is text now."""

    def __init__(
        self, redact: Callable[[str], str], *, foreign_pre_chain: Sequence[Processor], processors: Sequence[Processor]
    ) -> None:
        super().__init__(foreign_pre_chain=foreign_pre_chain, processors=processors)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Told without the line itself: logging's own report would print its arguments as they are."""
        error = sys.exc_info()[0]
        with contextlib.suppress(OSError, ValueError):  # the stream itself may be what is broken
            self.stream.write(f"a log line of {record.name!r} was lost: {error.__name__ if error else 'unknown'}\n")


def _hear_of_everything() -> None:
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("uncaught exception", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        log.critical("uncaught exception in thread", exc_info=args.exc_value)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    log.error("exception ignored", where=repr(args.object), exc_info=args.exc_value)
