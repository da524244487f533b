"""Tells Discord of the commands, but only when they have changed: it allows 200 of them to be made a day."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import discord
import structlog
from discord import app_commands

log = structlog.get_logger()


async def sync_if_changed(tree: app_commands.CommandTree[Any], data_dir: Path) -> None:
    """Compare with what was told last, kept in `data_dir`, and with the names that Discord has.

    What Discord refuses is logged: it goes on with the commands that it knows.
    """
    note, application = data_dir / "discord-commands.sha256", tree.client.application_id or 0
    try:
        told = await _told(tree)
        fingerprint = _fingerprint(application, told)
        if await asyncio.to_thread(_read, note) == fingerprint and await _same_names(tree):
            return
        # as tree.sync does, which would translate everything once more
        await tree.client.http.bulk_upsert_global_commands(application, told)
    except (discord.HTTPException, discord.RateLimited, app_commands.TranslationError) as error:
        log.error("commands not synced", platform="discord", problem=str(error))  # noqa: TRY400 - Discord's words
        return
    await asyncio.to_thread(_write, note, fingerprint)
    log.info("commands synced", platform="discord")


async def _told(tree: app_commands.CommandTree[Any]) -> list[Any]:
    """Everything that Discord is told, in all languages."""
    translator = tree.translator or app_commands.Translator()
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


def _fingerprint(application: int, told: list[Any]) -> str:
    """Of what Discord is told, and of the application that it is told for."""
    return hashlib.sha256(json.dumps([application, told], sort_keys=True).encode()).hexdigest()


async def _same_names(tree: app_commands.CommandTree[Any]) -> bool:
    """Another program with the same token may have replaced them."""
    return {c.name for c in await tree.fetch_commands()} == {c.name for c in tree.get_commands()}


def _read(note: Path) -> str:
    return note.read_text() if note.exists() else ""


def _write(note: Path, fingerprint: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(fingerprint)
