"""What a machine may ask about the house: is it well, and how busy. For this machine only."""

from __future__ import annotations

import ipaddress
from contextlib import suppress

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.commands.studio import Studio
from bot.handlers.web.guard import guard
from bot.metrics import Metrics

log = structlog.get_logger()

LOOPBACK = "127.0.0.1"


class Watching:
    """`/metrics` and `/healthz`."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def table(self, host: str) -> list[web.AbstractRouteDef]:
        """What is answered there: strangers who find the page learn no numbers."""
        health = web.get("/healthz", self.healthz)
        return [health, web.get("/metrics", self.metrics)] if is_loopback(host) else [health]

    async def healthz(self, _request: web.Request) -> web.Response:
        """Well is who can read their own store."""
        await self._studio.store.mode()
        return web.Response(text="ok\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        studio, now = self._studio, self._studio.clock()
        metrics: Metrics = studio.metrics
        metrics.queue(await studio.store.watch.tally(now, now))
        for remote in studio.planner.providers.remotes:
            stats = remote.stats
            outcomes = {"answered": stats.answered, "failed": stats.failed, "skipped": stats.skipped}
            outcomes["remembered"] = stats.remembered
            metrics.provider(stats.provider, resting=remote.breaker.resting(now), outcomes=outcomes)
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


class MetricsPort:
    """The same on a port of its own, where the page is for more than this machine; always on loopback. 0: none."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._runner: web.AppRunner | None = None

    async def start(self, studio: Studio) -> None:
        """Listen; a port in use is told, and no reason not to paint."""
        if not self._port:
            return
        app = web.Application(middlewares=[guard(LOOPBACK)])
        app.add_routes(Watching(studio).table(LOOPBACK))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, LOOPBACK, self._port).start()
        except OSError as error:
            log.error("metrics not served", port=self._port, problem=str(error))  # noqa: TRY400 - expected
        else:
            log.info("metrics served", port=self._port)

    async def stop(self) -> None:
        """Idempotent."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host.lower() == "localhost"
