"""A person's archive: what is kept of them as JSON, and their pictures, cut into parts that may be sent. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.jobs import Job
from bot.requests import REQUEST, Hash, pictures_of
from bot.store.album import Everything
from bot.store.played import Part
from bot.store.rows import PLAN

ABOUT = "hwaga.json"
_OVERHEAD_BYTES = 512
"""Of a file in an archive, at most: its name twice, and what is said of it."""


@dataclass(frozen=True, slots=True)
class Box:
    """One part: paths within the archive, and what is there."""

    files: tuple[tuple[str, Hash], ...]


def record(kept: Everything) -> bytes:
    """Everything but the pictures. Times are unix seconds."""
    about = {
        "accounts": [asdict(account) for account in kept.accounts],
        "preferences": asdict(kept.preferences),
        "pictures": [_told(job, favourite=job.id in kept.favourites) for job in kept.jobs],
        "rulings": [asdict(ruling) for ruling in kept.rulings],
        "sessions": [{**asdict(part), "files": [path for path, _ in _files_of_part(part)]} for part in kept.parts],
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()


def _told(job: Job, *, favourite: bool) -> dict[str, Any]:
    return {
        "id": job.id,
        "platform": job.place.platform,
        "place": job.place.id,
        "state": job.state.value,
        "asked_at": job.queued_at,
        "finished_at": job.finished_at,
        "favourite": favourite,
        "plan": PLAN.dump_python(job.plan, mode="json"),
        "request": REQUEST.dump_python(job.request, mode="json"),
        "files": [path for path, _ in _files(job)],
    }


def _files(job: Job) -> list[tuple[str, Hash]]:
    painted = [(f"pictures/{job.id}-{n}.png", name) for n, name in enumerate(job.results, 1)]
    return [*painted, *((f"photos/{name}.png", name) for name in pictures_of(job.request))]


def _files_of_part(part: Part) -> list[tuple[str, Hash]]:
    return [] if part.picture is None else [(f"sessions/{part.code}-{part.number + 1}.png", part.picture)]


def boxes(kept: Everything, sizes: Mapping[Hash, int], limit_bytes: int) -> tuple[list[Box], int]:
    """The parts, the first with room for the record, and how many files fit into none. At least one part."""
    theirs = [*(_files(job) for job in kept.jobs), *map(_files_of_part, kept.parts)]
    files = {path: name for some in theirs for path, name in some if name in sizes}
    cut: list[list[tuple[str, Hash]]] = [[]]
    used, too_large = len(record(kept)) + _OVERHEAD_BYTES, 0
    for path, name in files.items():
        size = sizes[name] + _OVERHEAD_BYTES
        if size > limit_bytes:
            too_large += 1
            continue
        if used + size > limit_bytes:
            cut.append([])
            used = _OVERHEAD_BYTES
        cut[-1].append((path, name))
        used += size
    return [Box(tuple(part)) for part in cut], too_large


def archive(about: bytes, files: Mapping[str, bytes]) -> bytes:
    """A ZIP file; pictures are compressed already. Blocking."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        if about:
            packed.writestr(ABOUT, about, zipfile.ZIP_DEFLATED)
        for path, data in files.items():
            packed.writestr(path, data)
    return out.getvalue()
