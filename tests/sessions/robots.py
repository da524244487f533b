"""A house to be killed, in which robots play a game: `python -m tests.sessions.robots FOLDER MODE`.

Prints each phase that the game comes to, once, and goes on with the game that it finds in the folder.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from bot.errors import SessionRefused
from bot.people import Account, Address, Place
from bot.sessions.modes import MODES
from bot.sessions.moves import Cast, Move, Write
from bot.sessions.rules import candidates
from bot.sessions.session import Phase, Player, Session, Times, new_code, new_session_id
from tests.sessions.parlour import Parlour

TIMES = Times(lobby_s=0.5, collecting_s=20, painting_s=20, voting_s=20, reveal_s=0.5)
PLACE = Place("discord", "art", private=False)


async def main(folder: Path, mode: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    async with Parlour.open(folder, step_s=0.05) as house:
        sessions, told = house.studio.salon.sessions, ""
        kept = await house.studio.store.sessions.running()
        session = await sessions.session(kept[0].id) if kept else await _begun(house, mode)
        while session.phase != Phase.ARCHIVED:
            if session.phase != told:
                told = session.phase
                print(told, flush=True)  # noqa: T201 - whoever kills it is listening
            for move in _moves(session):
                with suppress(SessionRefused):  # the phase may have passed
                    await sessions.play(session.id, move)
            await asyncio.sleep(0.01)
            session = await sessions.session(session.id)
        while await house.studio.store.sessions.running():  # noqa: ASYNC110 - until its last board was seen, which it does not tell
            await asyncio.sleep(0.01)
    print("archived", flush=True)  # noqa: T201


async def _begun(house: Parlour, mode: str) -> Session:
    now = house.studio.clock()
    people = [await house.studio.store.person(Account("discord", f"robot {number}"), "ko") for number in range(3)]
    robots = [Player(person=p, name=f"robot {p}", locale="ko", joined_at=now, seen_at=now) for p in people]
    made = Session(
        id=new_session_id(),
        code=new_code(),
        mode=next(name for name in MODES if name == mode),
        theme="바다",
        rounds=2,
        host=people[0],
        seed=1,
        times=TIMES,
        players=tuple(robots),
        deadline=now + TIMES.lobby_s,
    )
    return await house.studio.salon.sessions.create(
        made, PLACE, Address(platform="discord", locale="ko", channel="art", message="board")
    )


def _moves(session: Session) -> list[Move]:
    """What robots do next: everybody who is asked writes, and votes for the first picture that is not theirs."""
    if session.phase == Phase.VOTING:
        return [
            Cast(player.person, next(e.number for e in candidates(session) if e.author != player.person))
            for player in session.active
            if all((vote.round, vote.voter) != (session.round, player.person) for vote in session.votes)
        ]
    return [Write(p.person, f"{p.name}의 바다") for p in session.active if session.asked(p.person) is not None]


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
