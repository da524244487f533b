"""What must outlive the process: jobs, what is to be shown, people, what moderation did, files by content hash."""

from bot.store.outbox import Entry
from bot.store.rulings import Ruling
from bot.store.store import Store

__all__ = ["Entry", "Ruling", "Store"]
