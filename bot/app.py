"""The composition root: the only file that names concrete classes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any, TypeVar

import structlog
from telegram.ext import Application

from bot.commands.actions import offered
from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.dispatcher.verdict import PictureJudge
from bot.engine.backend import Backend, Fast
from bot.engine.fake import FakeBackend
from bot.engine.local import LocalBackend
from bot.engine.supplies import Supplies
from bot.engine.tuning import Tuning
from bot.errors import FrontError
from bot.estimates import USUAL_SPREAD, Pace
from bot.forecast import Forecast
from bot.handlers.discord.client import DiscordBot
from bot.handlers.discord.front import DiscordFront
from bot.handlers.front import Front
from bot.handlers.telegram.front import TelegramFront
from bot.handlers.web.front import WebFront
from bot.handlers.web.watching import MetricsPort
from bot.images import Uploads
from bot.jobs import Event
from bot.metrics import Metrics
from bot.moderation import load
from bot.people import Platform
from bot.prompt.planner import Planner
from bot.requests import ControlKind
from bot.store import Keep, Store
from bot.sweeper import Sweeper

log = structlog.get_logger()

DAY_S = 86_400.0
ROWS_ALONE = 2
"""Of one picture with guidance."""
PATIENCE_S = 5.0
"""How long `start` waits for the platforms; who takes longer goes on in the background."""
FrontT = TypeVar("FrontT")


class App:
    """Everything that runs in the bot process; made by `create`, idle until `start`."""

    def __init__(self, studio: Studio, fronts: Sequence[Front], sweeper: Sweeper) -> None:
        self.studio = studio
        self._sweeper = sweeper
        self._metrics_port = MetricsPort(studio.settings.metrics_port)
        self.fronts = tuple(fronts)
        self.failed: dict[Platform, FrontError] = {}
        self._starting: list[asyncio.Task[None]] = []

    @property
    def discord(self) -> DiscordBot | None:
        """discord.py's client, for whoever drives it themselves."""
        front = self._front(DiscordFront)
        return front.bot if front else None

    @property
    def telegram(self) -> Application[Any, Any, Any, Any, Any, Any] | None:
        """python-telegram-bot's application, for whoever drives it themselves."""
        front = self._front(TelegramFront)
        return front.application if front else None

    @property
    def web(self) -> WebFront | None:
        return self._front(WebFront)

    @property
    def serving(self) -> tuple[Front, ...]:
        """The front ends that did not fail; a platform may still be connecting."""
        return tuple(front for front in self.fronts if front.platform not in self.failed)

    def _front(self, kind: type[FrontT]) -> FrontT | None:
        return next((front for front in self.fronts if isinstance(front, kind)), None)

    async def start(self) -> None:
        """Open the store, begin to load the engine and the analysis, paint what is queued, and listen.

        A front end that cannot start is in `failed`, and neither it nor a slow one keeps the others from their work.
        Raises AlreadyRunning.
        """
        studio = self.studio
        await studio.store.open()
        await studio.planner.start()
        await studio.backend.start()
        await studio.delivery.start()
        await studio.salon.start()
        await studio.dispatcher.start()
        await self._sweeper.start()
        await self._metrics_port.start(studio)
        self._starting = [asyncio.create_task(self._start_front(front)) for front in self.fronts]
        if self._starting:
            await asyncio.wait(self._starting, timeout=PATIENCE_S)

    async def _start_front(self, front: Front) -> None:
        try:
            await front.start(self.studio)
        except FrontError as error:
            log.error("front end not started", platform=front.platform, problem=str(error))  # noqa: TRY400 - expected
            log.debug("front end not started", platform=front.platform, exc_info=True)
            self.failed[front.platform] = error
        except Exception as error:
            log.exception("front end not started", platform=front.platform)
            self.failed[front.platform] = FrontError(front.platform, type(error).__name__)

    async def stop(self) -> None:
        """Finish what is on the device, show it, keep what is queued; then let go of everything. Idempotent."""
        studio = self.studio
        for starting in self._starting:
            starting.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await self._metrics_port.stop()
        await self._sweeper.stop()
        await studio.salon.stop()
        await studio.dispatcher.stop()
        await studio.delivery.stop()
        for front in reversed(self.fronts):
            await front.stop()
        await studio.backend.stop()
        await studio.planner.stop()
        await studio.uploads.stop()
        await studio.store.close()


def create(settings: Settings, fronts: Sequence[Front] | None = None) -> App:
    """Make an app that is not yet started. Without `fronts`: the page, and each platform whose token is set.

    Raises WordListMissing and BadWordList where the owner's words for moderation cannot be read.
    """
    store, metrics = Store(settings.data_dir), Metrics()
    backend = _backend(settings, metrics)
    fronts = _fronts(settings) if fronts is None else fronts
    couriers = {front.platform: front.courier for front in fronts}
    forecast = Forecast(store, lambda: backend.offers().checkpoint, lambda: _pace_of(backend))
    delivery = Delivery(
        store, couriers, offered=lambda: offered(backend.offers()), forecast=forecast, on_shown=metrics.shown
    )

    def tell(event: Event) -> None:
        metrics.notice(event)
        delivery.notice(event)

    judge = PictureJudge(store, settings, time.time)
    dispatcher = Dispatcher(
        store, [backend], tell, on_crash=delivery.alarm, patience_s=forecast.patience_s, judge=judge
    )
    studio = Studio(
        settings=settings,
        store=store,
        planner=Planner(settings, store),
        uploads=Uploads(settings),
        backend=backend,
        dispatcher=dispatcher,
        delivery=delivery,
        metrics=metrics,
        words=load(settings.moderation_words),
    )
    for front in fronts:
        if isinstance(front, DiscordFront):  # whoever connects its bot before the app starts is offered the same
            front.attach(studio)
    return App(studio, fronts, Sweeper(store, keep_of(settings)))


def _pace_of(backend: Backend) -> Pace | None:
    """What a local device has measured of itself, before anybody asked for a picture."""
    measured = backend.pace() if isinstance(backend, LocalBackend) else None
    if measured is None:
        return None
    alone_s = measured.step_s(ROWS_ALONE, measured.megapixels) / (ROWS_ALONE * measured.megapixels)
    return Pace(measured.cost_per_s, alone_s, USUAL_SPREAD)


def keep_of(settings: Settings) -> Keep:
    """For how long results and photos are kept."""
    return Keep(results_s=settings.keep_results_days * DAY_S, photos_s=settings.keep_photos_days * DAY_S)


def _backend(settings: Settings, metrics: Metrics) -> Backend:
    if settings.backend == "fake":
        return FakeBackend()
    return LocalBackend(
        checkpoint=settings.checkpoint,
        device=settings.device,
        torch_threads=settings.torch_threads,
        finder=settings.finder,
        supplies=_supplies(settings),
        tuning=Tuning(
            compile=settings.compile,
            attention=settings.attention,
            fp8=settings.precision == "fp8",
            memory=settings.memory,
            cache=str(settings.data_dir.absolute() / "compiled"),
        ),
        on_tick=metrics.ticked,
    )


def _supplies(settings: Settings) -> Supplies:
    controls: dict[ControlKind, str | None] = {
        "edges": settings.control_edges,
        "depth": settings.control_depth,
        "pose": settings.control_pose,
    }
    return Supplies(
        models=settings.models,
        memory_gib=settings.models_gib,
        vae=settings.vae or "",
        unsafe=settings.unsafe_weights,
        controls=tuple((kind, where) for kind, where in controls.items() if where),
        depth=settings.depth_model,
        pose=settings.pose_model,
        people=settings.people_model,
        safety=settings.safety_model or "",
        unsafe_labels=tuple(label.strip().casefold() for label in settings.safety_labels.split(",")),
        fast=_fast(settings),
    )


def _fast(settings: Settings) -> Fast | None:
    if not settings.fast_lora:
        return None
    return Fast(settings.fast_lora, settings.fast_steps, settings.fast_guidance, settings.fast_scheduler)


def _fronts(settings: Settings) -> list[Front]:
    fronts: list[Front] = [WebFront(settings)]
    if settings.discord_token:
        fronts.append(DiscordFront(settings))
    if settings.telegram_token:
        fronts.append(TelegramFront(settings))
    return fronts
