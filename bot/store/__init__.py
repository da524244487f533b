"""What must outlive the process: jobs, what is still to be shown, people, and files by content hash."""

from bot.store.outbox import Entry
from bot.store.store import Store

__all__ = ["Entry", "Store"]
