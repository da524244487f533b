"""Telegram as a front end: messages in, commands out, and one status message a job that becomes the picture."""

from bot.handlers.telegram.front import TelegramFront

__all__ = ["TelegramFront"]
