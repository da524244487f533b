"""All of Hwaga around one page, with a fake engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.commands.actions import offered
from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend, FakeControl
from bot.handlers.web import WebFront
from bot.images import Uploads
from bot.prompt.planner import Planner
from bot.store import Store
from tests.makers import with_tables


class House:
    """Another one on the same folder and port is a restart. `engine` holds and releases the painting.

    A `planner` that is given is somebody else's, and goes on when this house is closed.
    """

    def __init__(self, folder: Path, planner: Planner | None = None, **settings: Any) -> None:
        self.settings = Settings(_env_file=None, data_dir=folder, **{"port": 0, **settings})
        self.front = WebFront(self.settings)
        self.engine = FakeControl()
        self._own_planner = planner is None
        store, backend = Store(with_tables(folder)), FakeBackend(rows=1, control=self.engine)
        delivery = Delivery(store, {"web": self.front.courier}, offered=lambda: offered(backend.offers()))
        self.studio = Studio(
            settings=self.settings,
            store=store,
            planner=planner or Planner(self.settings),
            uploads=Uploads(self.settings),
            backend=backend,
            dispatcher=Dispatcher(store, [backend], delivery.notice, on_crash=delivery.alarm),
            delivery=delivery,
        )

    @property
    def url(self) -> str:
        return self.front.url

    async def open(self) -> House:
        studio = self.studio
        await studio.store.open()
        await studio.backend.start()
        await self.front.start(studio)
        await studio.delivery.start()
        await studio.dispatcher.start()
        return self

    async def close(self) -> None:
        """What is not painted yet stays in the folder."""
        studio = self.studio
        await studio.dispatcher.stop(grace_s=0)
        await studio.delivery.stop(grace_s=0)
        await self.front.stop()
        await studio.backend.stop()
        if self._own_planner:
            await studio.planner.stop()
        await studio.uploads.stop()
        await studio.store.close()

    async def settled(self) -> None:
        """Everything is painted and shown; raises what went wrong on the way."""
        await self.studio.delivery.settled()
