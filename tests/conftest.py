from __future__ import annotations

import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import structlog
from hypothesis import HealthCheck, settings

from bot.config import Settings
from bot.prompt.planner import Planner

settings.register_profile("hwaga", deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""
settings.load_profile("hwaga")


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """`bot.logs.configure` is for a whole process; a test that calls it must not change the next one."""
    root = logging.getLogger()
    handlers, level, quiet = list(root.handlers), root.level, _levels()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name in quiet | _levels():
        logging.getLogger(name).setLevel(quiet.get(name, logging.NOTSET))
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def _levels() -> dict[str, int]:
    loggers = logging.root.manager.loggerDict.items()
    return {name: logger.level for name, logger in loggers if isinstance(logger, logging.Logger) and logger.level}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def planner() -> AsyncIterator[Planner]:
    """One analysis process for all tests, in their loop: `pytestmark = pytest.mark.asyncio(loop_scope="session")`."""
    planner = Planner(Settings(_env_file=None))
    await planner.start()
    yield planner
    await planner.stop()
