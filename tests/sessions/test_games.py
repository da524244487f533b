"""Thousands of random games of every mode: none stuck, no secret early, no vote twice, deadlines kept."""

from __future__ import annotations

from typing import get_args

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import SessionRefused
from bot.jobs import JobId
from bot.people import PersonId
from bot.requests import Hash
from bot.sessions import moves
from bot.sessions.modes import MODES
from bot.sessions.play import play, woken
from bot.sessions.rules import MOST_PLAYERS
from bot.sessions.session import EntryState, ModeName, Phase, Session, new_code, new_session_id
from bot.sessions.sight import named, sight
from bot.sessions.votes import podium

PEOPLE = st.integers(1, 7).map(PersonId)


class Games(RuleBasedStateMachine):
    """A session that anything may happen to, in any order."""

    session: Session

    @initialize(mode=st.sampled_from(get_args(ModeName)), rounds=st.integers(0, 4), players=st.integers(1, 6))
    def begin(self, mode: ModeName, rounds: int, players: int) -> None:
        self.now = 1000.0
        self.session = Session(
            id=new_session_id(),
            code=new_code(),
            mode=mode,
            theme="바다",
            rounds=rounds,
            host=PersonId(1),
            seed=7,
            deadline=1600.0,
        )
        for person in range(1, players + 1):
            self.do(moves.Join(PersonId(person), f"P{person}", "ko"))

    def do(self, move: moves.Move) -> None:
        before = self.session
        try:
            self.session = play(before, move, self.now)
        except SessionRefused:
            self.session = play(before, moves.Passed(), self.now)

    @rule(person=PEOPLE)
    def join(self, person: PersonId) -> None:
        self.do(moves.Join(person, f"P{person}", "en"))

    @rule(person=PEOPLE)
    def forget(self, person: PersonId) -> None:
        self.do(moves.Forget(person))
        player = self.session.player(person)
        assert player is None or (player.left and not player.name)
        assert not any(entry.text for entry in self.session.entries if entry.author == person)

    @rule(person=PEOPLE)
    def leave(self, person: PersonId) -> None:
        self.do(moves.Leave(person))

    @rule(person=PEOPLE)
    def start(self, person: PersonId) -> None:
        self.do(moves.Start(person))

    @rule(person=PEOPLE)
    def write(self, person: PersonId) -> None:
        self.do(moves.Write(person, "노을"))

    @rule()
    def everybody_writes(self) -> None:
        for player in self.session.active:
            self.do(moves.Write(player.person, "숲"))

    @rule(voter=PEOPLE, number=st.integers(0, 30))
    def vote(self, voter: PersonId, number: int) -> None:
        self.do(moves.Cast(voter, number))

    @rule(by=PEOPLE, person=PEOPLE)
    def skip(self, by: PersonId, person: PersonId) -> None:
        self.do(moves.Skip(by, person))

    @rule(by=PEOPLE, seconds=st.floats(-10, 100))
    def extend(self, by: PersonId, seconds: float) -> None:
        self.do(moves.Extend(by, seconds))

    @rule()
    def pause_and_go_on(self) -> None:
        host, before = self.session.host, self.session
        if before.phase == Phase.ARCHIVED or before.player(host) is None:
            return
        self.do(moves.Pause(host))
        self.now += 50
        self.do(moves.Resume(self.session.host))

    @rule(by=PEOPLE, person=PEOPLE)
    def kick(self, by: PersonId, person: PersonId) -> None:
        self.do(moves.Kick(by, person))

    @rule(by=PEOPLE, to=PEOPLE)
    def hand_over(self, by: PersonId, to: PersonId) -> None:
        self.do(moves.HandOver(by, to))

    @rule(by=PEOPLE)
    def end(self, by: PersonId) -> None:
        self.do(moves.End(by))

    @rule(person=PEOPLE)
    def remove(self, person: PersonId) -> None:
        self.do(moves.Remove(person))

    @rule(data=st.data(), kind=st.sampled_from(["painted", "painted", "painted", "broke", "refused"]))
    def engine(self, data: st.DataObject, kind: str) -> None:
        waiting = [entry.number for entry in self.session.entries if entry.state == EntryState.WRITTEN]
        if not waiting:
            return
        number = data.draw(st.sampled_from(waiting))
        self.do(moves.Queued(number, JobId(f"{number:016x}"), 1.0))
        match kind:
            case "painted":
                self.do(moves.Painted(number, Hash(f"{number}")))
            case "broke":
                self.do(moves.Broke(number))
            case _:
                self.do(moves.Refused(number))

    @rule(seconds=st.sampled_from([0.5, 5.0, 95.0, 200.0, 1000.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.do(moves.Passed())

    @rule(slept=st.sampled_from([1.0, 500.0, 86400.0]))
    def restart(self, slept: float) -> None:
        left = None if self.session.deadline is None else self.session.deadline - self.now
        self.now += slept
        self.session = woken(self.session, slept)
        assert left is None or abs((self.session.deadline or 0) - self.now - left) < 1

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def it_waits_for_somebody_or_for_a_time(self) -> None:
        session = self.session
        if session.phase != Phase.ARCHIVED and not session.paused:
            assert session.deadline is not None
            assert session.deadline > self.now

    @precondition(lambda self: hasattr(self, "session"))
    @invariant()
    def secrets_are_kept(self) -> None:
        session, mode = self.session, MODES[self.session.mode]
        running = session.phase in {Phase.COLLECTING, Phase.PAINTING}
        for entry in session.entries:
            if running and (not mode.reveals_rounds or entry.round == session.round):
                assert sight(session, entry, None) == "nothing"
                assert not named(session, entry)
            if session.phase == Phase.VOTING and entry.round == session.round:
                assert not named(session, entry)
            if session.mode == "corpse" and running:
                seen = {sight(session, entry, p.person) for p in session.players if p.person != entry.author}
                assert "whole" not in seen

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
        assert session.round == max((entry.round for entry in session.entries), default=session.round)

    def teardown(self) -> None:
        """Whatever has happened, time alone brings every game to its end."""
        if not hasattr(self, "session"):
            return
        if self.session.paused:
            self.do(moves.Resume(self.session.host))
        for _ in range(200):
            if self.session.phase == Phase.ARCHIVED:
                break
            assert self.session.deadline is not None
            self.now = self.session.deadline
            self.do(moves.Passed())
        assert self.session.phase == Phase.ARCHIVED
        assert not [e for e in self.session.entries if e.state in {EntryState.ASKED, EntryState.WRITTEN}]


TestGames = Games.TestCase
TestGames.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
