"""Results go up: what a person sees of a job, into the message that they already have."""

from bot.delivery.delivery import Delivery

__all__ = ["Delivery"]
