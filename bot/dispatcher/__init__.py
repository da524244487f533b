"""Work goes down: the fairest jobs to the backends that have room, and what became of them into the store."""

from bot.dispatcher.dispatcher import Dispatcher

__all__ = ["Dispatcher"]
