"""A view as Telegram shows it: text in its HTML, within its limits, and a keyboard. Pure."""

from __future__ import annotations

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.i18n import say
from bot.views import View

CAPTION_LIMIT = 1024
"""UTF-16 units, counted after the markup is taken out."""
BAR_CELLS = 12
CANCEL_DATA = r"^cancel:"


def text_of(view: View) -> str:
    """Headline, a bar while it is painted, and the details folded into a quote; as many as fit into a caption."""
    lines = [escape(_cut(view.headline, CAPTION_LIMIT // 2))]
    if view.fraction is not None and view.stage == "painting":
        lines.append(_bar(view.fraction))
    left = CAPTION_LIMIT - sum(_units(line) + 1 for line in lines)
    quote: list[str] = []
    for label, value in view.details:
        row = _cut(f"{label}: {value}", left)
        left -= _units(row) + 1
        if row:
            quote.append(f"<b>{escape(label)}</b>{escape(row[len(label) :])}" if row.startswith(label) else escape(row))
    if quote:
        lines.append(f"<blockquote expandable>{chr(10).join(quote)}</blockquote>")
    return "\n".join(lines)


def keyboard_of(view: View) -> InlineKeyboardMarkup | None:
    """A button for each action; the job id travels in it, so that it works after any restart."""
    if not view.actions:
        return None
    buttons = [
        InlineKeyboardButton(say(view.locale, f"action.{action}"), callback_data=f"{action}:{view.job_id}")
        for action in view.actions
    ]
    return InlineKeyboardMarkup([buttons])


def _bar(fraction: float) -> str:
    full = round(fraction * BAR_CELLS)
    return "▰" * full + "▱" * (BAR_CELLS - full)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, never half a character."""
    if _units(text) <= limit:
        return text
    if limit <= 1:
        return ""
    raw = text.encode("utf-16-le", "replace")[: (limit - 1) * 2]
    return raw.decode("utf-16-le", "ignore") + "…"
