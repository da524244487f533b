"""The rooms that commands work with, around the session's planner, and somebody who gives commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commands.studio import Studio
from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.fake import FakeBackend
from bot.handlers.fake import FakeCourier
from bot.images import Uploads
from bot.people import Account, Address, Locale, Place, Platform
from bot.prompt.planner import Planner
from bot.store import Store
from tests.makers import with_tables


@dataclass
class Caller:
    """A person on a platform without one."""

    name: str = "alice"
    locale: Locale = "ko"
    roles: tuple[str, ...] = ()
    file_limit_bytes: int = 10 * 2**20
    discreet: bool = True
    manager: bool = False
    platform: Platform = "discord"
    where: str = "somewhere"
    acknowledged: int = 0

    @property
    def account(self) -> Account:
        return Account(self.platform, self.name)

    @property
    def place(self) -> Place:
        return Place(self.platform, self.where, private=False)

    @property
    def here(self) -> Place:
        return Place(self.platform, "art", private=False)

    async def manages(self) -> bool:
        return self.manager

    async def acknowledge(self) -> Address:
        self.acknowledged += 1
        return Address(platform=self.platform, locale=self.locale, channel="art", message="")


@asynccontextmanager
async def rooms(
    folder: Path, planner: Planner, *, courier: FakeCourier | None = None, **settings: Any
) -> AsyncIterator[Studio]:
    """Nothing is painted: jobs stay where the command has put them."""
    chosen = Settings(_env_file=None, data_dir=folder, **settings)
    backend, courier, uploads = FakeBackend(), courier or FakeCourier(), Uploads(chosen)
    async with Store(with_tables(folder)) as store:
        delivery = Delivery(store, {courier.platform: courier})
        await delivery.start()
        yield Studio(
            settings=chosen,
            store=store,
            planner=planner,
            uploads=uploads,
            backend=backend,
            dispatcher=Dispatcher(store, [backend], delivery.notice, on_crash=delivery.alarm),
            delivery=delivery,
        )
        await delivery.stop()
    await uploads.stop()
