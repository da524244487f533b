"""The page as a front end: an HTTP server on this machine."""

from __future__ import annotations

import errno

import structlog
from aiohttp import web

from bot.commands.studio import Studio
from bot.config import Settings
from bot.errors import AddressTaken, FrontError
from bot.handlers.web.answers import tell_problems
from bot.handlers.web.courier import WebCourier
from bot.handlers.web.guard import add_policy, guard
from bot.handlers.web.routes import Routes
from bot.handlers.web.streams import Streams
from bot.handlers.web.watching import Watching
from bot.people import Platform

_SHUTDOWN_S = 2.0
"""How long requests that are being answered may go on."""

log = structlog.get_logger()


class WebFront:
    """Serves the page; `port` is the bound one once it listens."""

    platform: Platform = "web"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._streams = Streams()
        self._runner: web.AppRunner | None = None
        self.courier = WebCourier(self._streams)
        self.port = settings.port

    @property
    def connected(self) -> bool:
        """Whether the page is served."""
        return self._runner is not None and bool(self._runner.addresses)

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the page."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
        host = self._settings.host
        return f"http://{everywhere.get(host, f'[{host}]' if ':' in host else host)}:{self.port}"

    async def start(self, studio: Studio) -> None:
        """Listen. Raises AddressTaken, and FrontError where the system allows no such address."""
        self.courier.start(studio.store)
        self._runner = web.AppRunner(self._app(studio), access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._settings.host, self._settings.port).start()
        except OSError as error:
            await self.stop()
            raise self._refusal(error) from error
        self.port = self._runner.addresses[0][1]
        log.info("page served", url=self.url)

    async def stop(self) -> None:
        """End the open pages' streams, then the server. Idempotent."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _app(self, studio: Studio) -> web.Application:
        default = self._settings.locale
        app = web.Application(middlewares=[guard(self._settings.host), tell_problems(default)])
        app.add_routes(Routes(studio, self.courier, self._streams).table())
        app.add_routes(Watching(studio).table(self._settings.host))
        app.on_response_prepare.append(add_policy)
        app.on_shutdown.append(self._end_streams)
        return app

    async def _end_streams(self, _app: web.Application) -> None:
        self._streams.close()

    def _refusal(self, error: OSError) -> FrontError:
        where = f"{self._settings.host}:{self._settings.port}"
        if error.errno == errno.EADDRINUSE:
            return AddressTaken(self.platform, where)
        return FrontError(self.platform, f"{where}: {error.strerror or error}")
