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
