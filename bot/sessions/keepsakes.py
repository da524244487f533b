"""What is left of a session: its poster, the chain as a GIF, who came from whom, and all of it in one ZIP."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from bot.errors import FileMissing
from bot.i18n import say
from bot.images import without_recipe
from bot.people import Locale
from bot.sessions.board import author_name, mode_name
from bot.sessions.modes import MODES
from bot.sessions.paintings import STRENGTH, joined, seed_of
from bot.sessions.poster import Poster, Tile, draw, empty
from bot.sessions.rules import candidates
from bot.sessions.session import Entry, EntryState, Session
from bot.sessions.sight import revealed, sight
from bot.sessions.told import said, theme_of
from bot.sessions.votes import podium
from bot.store import Store

FRAME_MS = 1200
GIF_PX = 512
_ROW = 4
"""Tiles beside each other where a row is not a chain."""

Pictures = Mapping[int, bytes]
"""PNG files by the number of their entry."""


class Keepsakes:
    """Makes them of what the store has; pictures that are gone are left out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def pictures(self, entries: tuple[Entry, ...]) -> dict[int, bytes]:
        """Of the painted ones among these entries."""
        found: dict[int, bytes] = {}
        for entry in entries:
            if entry.state == EntryState.PAINTED and entry.picture is not None:
                try:
                    found[entry.number] = await self._store.file(entry.picture)
                except FileMissing:
                    continue
        return found

    async def ballot(self, session: Session) -> tuple[bytes, ...]:
        """PNG, what is voted on, in the order of the buttons, without the words that are in the files; an empty one
        where there is nothing (any more).
        """
        shown = tuple(entry for entry in candidates(session) if sight(session, entry, None) == "whole")
        found = await self.pictures(shown)
        return tuple(
            without_recipe(found[entry.number]) if entry.number in found else empty() for entry in candidates(session)
        )

    async def poster(self, session: Session, locale: Locale) -> bytes | None:
        """PNG, of what may be seen now: a round, or at the end everything. None where nothing was painted."""
        entries = revealed(session)
        pictures = await self.pictures(entries)
        return await asyncio.to_thread(_poster, session, entries, pictures, locale) if pictures else None

    async def archive(self, session: Session, locale: Locale) -> bytes:
        """A ZIP: the poster, a poster without those who did not agree to be shown outside, GIF, lineage, pictures."""
        entries = revealed(session)
        pictures = await self.pictures(entries)
        return await asyncio.to_thread(_archive, session, entries, pictures, locale)


def _poster(session: Session, entries: tuple[Entry, ...], pictures: Pictures, locale: Locale) -> bytes:
    tiles = {entry.number: _tile(session, entry, pictures, locale) for entry in entries}
    rows: list[list[Tile]] = []
    mode = MODES[session.mode]
    if mode.together and not mode.reveals_rounds:
        chains = sorted({entry.chain for entry in entries})
        rows = [[tiles[e.number] for e in entries if e.chain == chain] for chain in chains]
    elif mode.reveals_rounds:
        for number in sorted({entry.round for entry in entries}):
            rows += _in_rows([tiles[p.entry.number] for p in podium(session, number) if p.entry.number in tiles])
    else:
        rows = _in_rows([tiles[entry.number] for entry in entries])
    name, names = mode_name(session, locale), ", ".join(dict.fromkeys(author_name(session, e, locale) for e in entries))
    theme = theme_of(session, locale)
    title, subtitle = (theme, f"{name} · {names}") if theme else (name, names)
    whole = _whole(session, entries, pictures)
    return draw(Poster(title, subtitle, rows, arrows=not mode.reveals_rounds, whole=whole))


def _whole(session: Session, entries: tuple[Entry, ...], pictures: Pictures) -> bytes | None:
    """What pictures that go on from each other's edge make together."""
    parts = tuple(pictures[entry.number] for entry in entries if entry.number in pictures)
    return joined(parts) if MODES[session.mode].way == "on" and len(parts) > 1 else None


def _in_rows(tiles: list[Tile]) -> list[list[Tile]]:
    return [tiles[start : start + _ROW] for start in range(0, len(tiles), _ROW)]


def _tile(session: Session, entry: Entry, pictures: Pictures, locale: Locale) -> Tile:
    votes = sum(vote.number == entry.number for vote in session.votes)
    note = f"seed {seed_of(session, entry)}"
    if entry.source is not None and MODES[session.mode].way == "over":
        note += f" · {STRENGTH}"
    if votes:
        note += " · " + say(locale, "session.votes", {"count": votes})
    return Tile(pictures.get(entry.number), author_name(session, entry, locale), said(entry, locale), note)


def _archive(session: Session, entries: tuple[Entry, ...], pictures: Pictures, locale: Locale) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if pictures:
            file.writestr("poster.png", _poster(session, entries, pictures, locale))
            by_chain = sorted(entries, key=lambda entry: (entry.chain, entry.number))
            file.writestr("chain.gif", gif(tuple(pictures[e.number] for e in by_chain if e.number in pictures)))
        public = {player.person for player in session.players if player.public}
        agreed = tuple(entry for entry in entries if entry.author in public)
        if any(entry.number in pictures for entry in agreed):
            file.writestr("poster-public.png", _poster(session, agreed, pictures, locale))
        if whole := _whole(session, entries, pictures):
            file.writestr("whole.png", whole)
        for number, png in pictures.items():
            file.writestr(f"pictures/{number + 1:02}.png", png)
        file.writestr("lineage.txt", lineage(session, entries, locale))
        file.writestr("session.json", json.dumps(_summary(session, entries), ensure_ascii=False, indent=2))
    return out.getvalue()


def gif(pngs: tuple[bytes, ...]) -> bytes:
    """One picture after another, for ever, at the first one's shape. `pngs` is not empty; not for the event loop."""
    frames = []
    for png in pngs:
        with Image.open(BytesIO(png), formats=("PNG",)) as file:
            frames.append(file.convert("RGB"))
    frames[0].thumbnail((GIF_PX, GIF_PX))
    first, *rest = [frames[0], *(frame.resize(frames[0].size) for frame in frames[1:])]
    out = BytesIO()
    first.save(out, "GIF", save_all=True, append_images=rest, duration=FRAME_MS, loop=0)
    return out.getvalue()


def lineage(session: Session, entries: tuple[Entry, ...], locale: Locale) -> str:
    """Who came from whom, as an indented tree, with seed and strength."""
    numbers = {entry.number for entry in entries}
    children: dict[int | None, list[Entry]] = {}
    for entry in entries:
        children.setdefault(entry.source if entry.source in numbers else None, []).append(entry)
    lines: list[str] = []

    def walk(parent: int | None, depth: int) -> None:
        for entry in children.get(parent, []):
            strength = f", strength {STRENGTH}" if parent is not None and MODES[session.mode].way == "over" else ""
            lines.append(
                f"{'    ' * depth}{entry.number + 1:02} {author_name(session, entry, locale)}: {said(entry, locale)}"
                f" (seed {seed_of(session, entry)}{strength})"
            )
            walk(entry.number, depth + 1)

    walk(None, 0)
    return "\n".join(lines) + "\n"


def _summary(session: Session, entries: tuple[Entry, ...]) -> dict[str, object]:
    return {
        "mode": session.mode,
        "theme": session.theme,
        "players": [player.name for player in session.players],
        "entries": [
            {
                "number": entry.number + 1,
                "round": entry.round,
                "author": author_name(session, entry, "en"),
                "from": None if entry.source is None else entry.source + 1,
                "text": entry.text,
                "english": entry.english,
                "korean": entry.korean,
                "seed": seed_of(session, entry),
            }
            for entry in entries
        ],
    }
