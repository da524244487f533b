"""Plain text for Discord: nothing that a person wrote formats or mentions."""

from __future__ import annotations

from discord import utils

CONTENT_LIMIT = 2000


def escaped(text: str, limit: int) -> str:
    """Text that reads as it was written, cut to `limit` characters, the escapes among them."""
    text = text.encode("utf-8", "replace").decode()  # lone surrogates are no JSON that Discord takes
    plain, safe = text, _escape(text)
    while len(safe) > limit:
        plain = plain[: min(len(plain) * limit // len(safe), len(plain) - 1)]
        safe = _escape(plain.rstrip()) + "…"
    return safe


def _escape(text: str) -> str:
    return utils.escape_mentions(utils.escape_markdown(text))
