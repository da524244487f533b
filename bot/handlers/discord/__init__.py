"""Discord as a front end: interactions in, commands out, and one message a job that becomes the picture."""

from bot.handlers.discord.front import DiscordFront

__all__ = ["DiscordFront"]
