"""What must outlive the process: jobs, what is to be shown, people, what moderation did, files by content hash."""

from bot.store.line import Line, Standing
from bot.store.outbox import Entry
from bot.store.retention import Keep
from bot.store.rulings import Ruling
from bot.store.store import Store
from bot.store.tally import Tally

__all__ = ["Entry", "Keep", "Line", "Ruling", "Standing", "Store", "Tally"]
