"""What commands work with: the rooms of the house that a command may enter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.config import Settings
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.engine.backend import Backend
from bot.images import Uploads
from bot.metrics import Metrics
from bot.moderation import WordList, load
from bot.prompt.planner import Planner
from bot.sessions.salon import Salon
from bot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    settings: Settings
    store: Store
    planner: Planner
    uploads: Uploads
    backend: Backend
    dispatcher: Dispatcher
    delivery: Delivery
    words: WordList = field(default_factory=load)
    """What texts are held against."""
    metrics: Metrics = field(default_factory=Metrics)
    clock: Callable[[], float] = time.time
    """Unix seconds."""
    random: random.Random = field(default_factory=random.Random)
    """Where seeds come from that nobody chose."""
    salon: Salon = field(init=False)
    """Where groups paint together; made of the others."""

    def __post_init__(self) -> None:
        salon = Salon(
            self.store,
            self.planner,
            self.delivery,
            offers=self.backend.offers,
            wake=self.dispatcher.wake,
            cancel=self.dispatcher.cancel,
            clock=self.clock,
        )
        object.__setattr__(self, "salon", salon)
