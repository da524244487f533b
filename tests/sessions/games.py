"""A group session that anything may happen to, in any order, as a Hypothesis state machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, get_args

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import SessionRefused
from bot.i18n import LOCALES
from bot.jobs import JobId
from bot.people import PersonId
from bot.requests import Hash
from bot.sessions import moves
from bot.sessions.board import board
from bot.sessions.calls import calls
from bot.sessions.modes import MODES
from bot.sessions.play import play, woken
from bot.sessions.records import SESSION
from bot.sessions.rules import MOST_PLAYERS, candidates
from bot.sessions.session import Entry, EntryState, ModeName, Phase, Player, Session, SessionId, new_code
from bot.sessions.sight import named, revealed, sight
from bot.sessions.votes import podium

NUMBERS = st.integers(1, 11)
"""Of persons; of players, where there are fewer."""
OPEN = {EntryState.ASKED, EntryState.WRITTEN}


class Games(RuleBasedStateMachine):
    modes: ClassVar[Sequence[ModeName]] = get_args(ModeName)
    session: Session

    @initialize(
        data=st.data(),
        rounds=st.integers(0, 4),
        players=st.sampled_from([3, 4, 2, 5, 1, 9]),
        budget=st.sampled_from([0, 0, 4]),
        started=st.sampled_from([True, True, False]),
    )
    def begin(self, data: st.DataObject, rounds: int, players: int, budget: float, started: bool) -> None:  # noqa: FBT001 - so named
        self.now, self.written = 1000.0, 0
        self.session = Session(
            id=SessionId("5e5510" * 2 + "0000"),  # the order on a ballot comes of it: the same game is the same again
            code=new_code(),
            mode=data.draw(st.sampled_from(self.modes)),
            theme="바다",
            rounds=rounds,
            host=PersonId(1),
            seed=7,
            deadline=1600.0,
            budget=budget,
            players=(Player(person=PersonId(1), name="P1", locale="ko", joined_at=self.now, seen_at=self.now),),
        )
        for person in range(2, players + 1):
            self.do(moves.Join(PersonId(person), f"P{person}", "ko"))
        assert len(self.session.active) == players
        if started:
            self.do(moves.Start(PersonId(1)))

    def do(self, move: moves.Move) -> None:
        before = self.session
        try:
            self.session = play(before, move, self.now)
        except SessionRefused:
            self.session = play(before, moves.Passed(), self.now)

    def somebody(self, number: int) -> PersonId:
        """Mostly somebody who plays."""
        players = self.session.active
        return players[number % len(players)].person if players and number <= MOST_PLAYERS else PersonId(number)

    def waiting(self) -> list[int]:
        return [entry.number for entry in self.session.entries if entry.state == EntryState.WRITTEN]

    def write_as(self, person: PersonId) -> None:
        self.do(self.text_of(person))

    def text_of(self, person: PersonId) -> moves.Write:
        """No two texts are the same, nor is one a part of another."""
        self.written += 1
        return moves.Write(
            person, f"<비밀 {self.written}>", f"<secret {self.written}>", korean=f"<몰래 {self.written}>"
        )

    @rule(number=NUMBERS, name=st.integers(1, 3))
    def join(self, number: int, name: int) -> None:
        self.do(moves.Join(PersonId(number), f"P{name}", "en"))

    @precondition(lambda self: self.session.phase == Phase.LOBBY)
    @rule()
    def start(self) -> None:
        self.do(moves.Start(self.session.host))

    @precondition(lambda self: self.session.phase == Phase.COLLECTING)
    @rule(number=NUMBERS)
    def write(self, number: int) -> None:
        self.write_as(self.somebody(number))

    @precondition(lambda self: self.session.phase == Phase.COLLECTING)
    @rule()
    def everybody_writes(self) -> None:
        for player in self.session.active:
            self.write_as(player.person)

    @precondition(lambda self: self.session.phase == Phase.VOTING)
    @rule(number=NUMBERS, place=st.integers(0, 8))
    def vote(self, number: int, place: int) -> None:
        for entry in candidates(self.session)[place : place + 1]:
            self.do(moves.Cast(self.somebody(number), entry.number))

    @precondition(lambda self: self.session.phase == Phase.VOTING)
    @rule(place=st.integers(0, 8))
    def everybody_votes(self, place: int) -> None:
        for player in self.session.active:
            entries = [entry for entry in candidates(self.session) if entry.author != player.person]
            if entries:
                self.do(moves.Cast(player.person, entries[place % len(entries)].number))

    @rule(data=st.data(), number=NUMBERS, other=NUMBERS)
    def somebody_does(self, data: st.DataObject, number: int, other: int) -> None:
        """One of the rarer moves, whether they may or not."""
        person, to = self.somebody(number), self.somebody(other)
        kinds: list[moves.Move] = [
            moves.Skip(person, to),
            moves.Start(person),
            moves.Resume(person),
            moves.Extend(person, 20.0 * (other - 2)),
            moves.HandOver(person, to),
            moves.Consent(person, public=other % 2 == 0),
            moves.Cast(person, other),
            self.text_of(person),
        ]
        self.do(data.draw(st.sampled_from(kinds)))

    @rule(data=st.data(), other=NUMBERS)
    def the_host_does(self, data: st.DataObject, other: int) -> None:
        host, to = self.session.host, self.somebody(other)
        kinds: list[moves.Move] = [
            moves.Skip(host, to),
            moves.Pause(host),
            moves.Resume(host),
            moves.Extend(host, 20.0 * (other - 2)),
            moves.HandOver(host, to),
        ]
        self.do(data.draw(st.sampled_from(kinds)))

    @rule(number=NUMBERS, kind=st.sampled_from(["leave", "leave", "kick", "end"]), sure=st.integers(0, 3))
    def somebody_goes(self, number: int, kind: str, sure: int) -> None:
        person, host = self.somebody(number), self.session.host
        if sure == 0:  # not too often, or nothing else would ever happen
            kinds: dict[str, moves.Move] = {
                "leave": moves.Leave(person),
                "kick": moves.Kick(host, person),
                "end": moves.End(host),
            }
            self.do(kinds[kind])

    @rule(number=NUMBERS, sure=st.integers(0, 1))
    def remove(self, number: int, sure: int) -> None:
        person, ballot = self.somebody(number), self.session.ballot
        if sure == 0:
            self.do(moves.Remove(person))
            left = [entry for entry in self.session.entries if entry.author == person and entry.text]
            assert left == []
            assert self.session.phase != Phase.VOTING or self.session.ballot == ballot

    @rule(number=NUMBERS, sure=st.integers(0, 3))
    def erase(self, number: int, sure: int) -> None:
        person = self.somebody(number)
        if sure == 0:
            self.do(moves.Forget(person))
            player = self.session.player(person)
            assert player is None or (not player.active and player.name == "")
            assert not [entry for entry in self.session.entries if entry.author == person and entry.text]

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), kind=st.sampled_from(["painted", "broke", "refused"]))
    def engine(self, data: st.DataObject, kind: str) -> None:
        number = data.draw(st.sampled_from(self.waiting()))
        for _ in range(2):  # told again after a restart, it is paid for once
            self.do(moves.Queued(number, JobId(f"{number:016x}"), 1.0))
        assert self.session.entries[number].cost <= self.session.entries[number].tries + 1
        self.do(_news(kind, number))

    @precondition(lambda self: self.waiting())
    @rule()
    def all_is_painted(self) -> None:
        for number in self.waiting():
            self.do(moves.Queued(number, JobId(f"{number:016x}"), 1.0))
            self.do(_news("painted", number))

    @rule(data=st.data(), kind=st.sampled_from(["painted", "broke", "refused"]))
    def news_that_come_late_change_nothing(self, data: st.DataObject, kind: str) -> None:
        ended = [entry for entry in self.session.entries if entry.state != EntryState.WRITTEN]
        if ended:
            entry = data.draw(st.sampled_from(ended))
            self.do(_news(kind, entry.number))
            assert self.session.entries[entry.number] == entry

    @rule(seconds=st.sampled_from([0.5, 5.0, 25.0, 95.0, 200.0, 1000.0, 90_000.0]), share=st.floats(0, 1))
    def time_passes(self, seconds: float, share: float) -> None:
        """Whoever looks in between sees no phase begin or end at another time."""
        then = self.now + seconds
        looked = play(play(self.session, moves.Passed(), self.now + share * seconds), moves.Passed(), then)
        self.now = then
        self.do(moves.Passed())
        assert replace(looked, host=self.session.host) == self.session

    @rule(slept=st.sampled_from([1.0, 500.0, 86400.0]))
    def restart(self, slept: float) -> None:
        left = None if self.session.deadline is None else self.session.deadline - self.now
        self.now += slept
        self.session = woken(SESSION.validate_json(SESSION.dump_json(self.session)), slept)
        assert left is None or abs((self.session.deadline or 0) - self.now - left) < 1

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def it_waits_for_a_time_that_comes(self) -> None:
        if self.session.phase != Phase.ARCHIVED:
            assert self.session.deadline is not None
            assert self.session.deadline > self.now

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def secrets_are_kept(self) -> None:
        for entry in self.session.entries:
            if _hidden(self.session, entry):
                assert sight(self.session, entry, None) == "nothing"
            if _hidden(self.session, entry) or _voted_on(self.session, entry):
                assert not named(self.session, entry)
                assert entry not in revealed(self.session)
            self.only_who_is_asked_sees(entry)

    def only_who_is_asked_sees(self, entry: Entry) -> None:
        if _hidden(self.session, entry):
            for player in self.session.players:
                asked = self.session.asked(player.person)
                seen = sight(self.session, entry, player.person)
                if player.person == entry.author:
                    continue
                may_see = asked is not None and asked.source == entry.number
                assert seen == (MODES[self.session.mode].glimpse if may_see and entry.picture else "nothing")

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def the_board_tells_no_secret(self) -> None:
        shown = "".join(str(board(self.session, locale, self.now).details) for locale in LOCALES)
        for entry in self.session.entries:
            if entry.text and (_hidden(self.session, entry) or _voted_on(self.session, entry)):
                assert entry.text not in shown
                assert entry.english not in shown
                assert entry.korean not in shown

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def who_is_rung_for_is_waited_for_and_no_turn_is_anothers(self) -> None:
        session, due = self.session, calls(self.session)
        assert len({call.turn for call in due}) == len(due)
        assert {call.player for call in due} <= set(session.active)
        if session.phase == Phase.COLLECTING and not session.paused:
            asked = {entry.author for entry in session.current if entry.state == EntryState.ASKED}
            assert {call.player.person for call in due} == asked & {player.person for player in session.active}

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def nobody_votes_twice_or_for_themselves(self) -> None:
        votes = self.session.votes
        assert len({(vote.round, vote.voter) for vote in votes}) == len(votes)
        assert all(self.session.entries[vote.number].author != vote.voter for vote in votes)
        rounds = {vote.round for vote in votes}
        assert sum(p.votes for r in rounds for p in podium(self.session, r)) == len(votes)

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def it_is_in_order(self) -> None:
        session = self.session
        assert [entry.number for entry in session.entries] == list(range(len(session.entries)))
        assert len(session.active) <= MOST_PLAYERS
        assert len(session.current) <= MOST_PLAYERS
        names = [player.name.casefold() for player in session.players if player.name]
        assert len(set(names)) == len(names)
        assert session.round == max((entry.round for entry in session.entries), default=session.round)
        if session.mode == "telephone":
            parts = [(entry.chain, entry.author) for entry in session.entries]
            assert len(set(parts)) == len(parts)

    def teardown(self) -> None:
        """Whatever has happened, time alone brings every game to its end."""
        if not hasattr(self, "session"):
            return
        for _ in range(200):
            if self.session.phase == Phase.ARCHIVED:
                break
            assert self.session.deadline is not None
            self.now = self.session.deadline
            self.do(moves.Passed())
        assert self.session.phase == Phase.ARCHIVED
        assert not [entry for entry in self.session.entries if entry.state in OPEN]


def _news(kind: str, number: int) -> moves.Move:
    match kind:
        case "painted":
            return moves.Painted(number, Hash(f"{number}"))
        case "broke":
            return moves.Broke(number)
        case _:
            return moves.Refused(number)


def _hidden(session: Session, entry: Entry) -> bool:
    """Whether nobody may know yet what has come of it."""
    running = session.phase in {Phase.COLLECTING, Phase.PAINTING}
    return running and (not MODES[session.mode].reveals_rounds or entry.round == session.round)


def _voted_on(session: Session, entry: Entry) -> bool:
    return session.phase == Phase.VOTING and entry.round == session.round
