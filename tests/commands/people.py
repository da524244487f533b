"""People who give commands, and what they ask for; nothing is planned, and nothing painted by itself."""

from __future__ import annotations

import re
from typing import Any

from bot.commands.base import Reply
from bot.commands.imagine import ImagineOptions, imagine
from bot.commands.link import LinkOptions, link
from bot.commands.studio import Studio
from bot.jobs import Job
from tests.commands.rooms import Caller

ALICE, BOB, HOST = Caller(), Caller("bob"), Caller("owner")
"""`HOST` owns this Hwaga."""
PHONE = Caller("7", platform="telegram")


async def asked(studio: Studio, who: Caller = ALICE, text: str = "a sea", **options: Any) -> Job:
    return await imagine(who, ImagineOptions(text=text, raw=True, **options), studio)


async def painted(studio: Studio, who: Caller = ALICE, text: str = "a sea", pictures: int = 1) -> Job:
    """A finished job that stands in the chat."""
    job = await asked(studio, who, text)
    await studio.store.claim(1.0)
    results = [await studio.store.put_file(f"{job.id}{n}".encode()) for n in range(pictures)]
    await studio.store.finish(job.id, tuple(results), seconds=1.0, backend="fake", now=2.0)
    studio.delivery.wake()
    await studio.delivery.settled(job.id)
    return await now(studio, job)


async def now(studio: Studio, job: Job) -> Job:
    known = await studio.store.job(job.id)
    assert known is not None
    return known


def text_of(answer: Reply | Job) -> str:
    assert isinstance(answer, Reply)
    return answer.text


async def code_of(studio: Studio, who: Caller) -> str:
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text_of(await link(who, LinkOptions(), studio)))
    assert found
    return found[0]
