"""The page: what a browser on this machine sees. aiohttp, server-sent events, no build step."""

from bot.handlers.web.front import WebFront

__all__ = ["WebFront"]
