"""A job as the page knows it: what goes over the wire. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.jobs import Job
from bot.views import Action, Stage, View


@dataclass(frozen=True, slots=True)
class Painted:
    """A finished picture, by address; `name` is for the person's folder."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One job of one browser. `id` is the job's, `at` when it was asked for (unix seconds), `text` as it was typed.

    `preview` is a data URL: previews live for a moment and are never stored.
    """

    id: str
    at: float
    text: str
    stage: Stage
    headline: str
    details: tuple[tuple[str, str], ...]
    fraction: float | None
    preview: str | None
    pictures: tuple[Painted, ...]
    actions: tuple[Action, ...]
    spoiler: bool


def card_of(job: Job, view: View) -> Card:
    """What the page shows of a job in that state."""
    return Card(
        id=job.id,
        at=job.queued_at,
        text=job.plan.text,
        stage=view.stage,
        headline=view.headline,
        details=view.details,
        fraction=view.fraction,
        preview=None if view.preview is None else _data_url(view.preview),
        pictures=tuple(Painted(url_of(job, n), picture.name) for n, picture in enumerate(view.pictures)),
        actions=view.actions,
        spoiler=view.spoiler,
    )


def url_of(job: Job, number: int) -> str:
    """Where the page fetches a result from; `bot.handlers.web.routes` answers there."""
    return f"/files/{job.id}/{number}.png"


def json_of(card: Card) -> str:
    """One line."""
    return json.dumps(asdict(card), ensure_ascii=False)


def json_of_all(cards: Sequence[Card]) -> str:
    """One line."""
    return f"[{','.join(map(json_of, cards))}]"


def _data_url(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
