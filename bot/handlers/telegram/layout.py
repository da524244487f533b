"""A view as Telegram shows it: text in its HTML, within a caption's limit. Pure."""

from __future__ import annotations

from html import escape

from bot.views import Mention, View

TEXT_LIMIT = 4096
NOTICE_LIMIT = 200
"""Characters of what appears on top of the chat when a button is pressed."""
CAPTION_LIMIT = 1024
"""UTF-16 units, counted after the markup is taken out. Any status message may become a caption."""
NAME_LIMIT = 64
"""Of somebody who is called; nine of them leave room for what they are told."""
BAR_CELLS = 12
_NO_MENTION = "@\N{WORD JOINER}"


def text_of(view: View) -> str:
    """Headline, a bar while it is painted, and as many of the details as fit, folded into a quote but on a board."""
    lines = [cut(plain(view.headline), CAPTION_LIMIT // 2)]
    called = ", ".join(_called(mention) for mention in view.mentions)
    if view.fraction is not None:
        lines.append(_bar(view.fraction))
    room = CAPTION_LIMIT - sum(units(line) + 1 for line in lines)
    quote = "\n".join(_rows(view.details, room, lines=view.stage == "session"))
    html = [*([called] if called else []), *(escape(line) for line in lines)]
    folded = quote if view.stage == "session" else f"<blockquote expandable>{quote}</blockquote>"
    return "\n".join([*html, folded] if quote else html)


def _called(mention: Mention) -> str:
    """Their name, which rings for them; who speaks as a group or channel has no bell."""
    name = escape(cut(plain(mention.name), NAME_LIMIT))
    return f'<a href="tg://user?id={mention.account}">{name}</a>' if mention.account.isdecimal() else name


def _rows(details: tuple[tuple[str, str], ...], room: int, *, lines: bool) -> list[str]:
    """A line of HTML for each detail, together at most `room` UTF-16 units of text; with `lines`, one for each of its
    own, as a podium has them.
    """
    rows = []
    for label, value in details:
        room -= units(label) + len(": \n")
        parts = value.split("\n") if lines else [value]
        shown = cut(plain("\n".join(" ".join(row.split()) for row in parts)), room)
        if not shown:
            break
        room -= units(shown)
        rows.append(f"<b>{escape(label)}</b>: {escape(shown)}")
    return rows


def _bar(fraction: float) -> str:
    full = round(min(max(fraction, 0.0), 1.0) * BAR_CELLS)
    return "▰" * full + "▱" * (BAR_CELLS - full)


def plain(text: str) -> str:
    """Text that calls nobody, whatever people wrote: an invisible character stands behind each @."""
    return text.encode("utf-8", "replace").decode().replace("@", _NO_MENTION)


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, never half a character; empty where there is no room."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: max(limit - 1, 0) * 2].decode("utf-16-le", "ignore").rstrip()
    return f"{kept}…" if kept else ""


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
