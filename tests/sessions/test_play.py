"""What a session becomes by single moves: the cases that people meet and random games seldom do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NotYourTurn, SessionSpent, WrongPhase
from bot.jobs import JobId
from bot.people import PersonId
from bot.requests import Hash
from bot.sessions import moves
from bot.sessions.play import play
from bot.sessions.rules import MOST_PAUSE_S, candidates
from bot.sessions.session import EntryState, ModeName, Phase, Player, Session, new_code, new_session_id

ANN, BOB, CHO = (PersonId(number) for number in (1, 2, 3))
NOW = 1000.0


def begun(mode: ModeName, *people: PersonId, rounds: int = 0, budget: float = 0.0) -> Session:
    session = Session(
        id=new_session_id(),
        code=new_code(),
        mode=mode,
        theme="바다",
        rounds=rounds,
        host=people[0],
        seed=7,
        budget=budget,
        players=(Player(person=people[0], name=f"P{people[0]}", locale="ko", joined_at=NOW, seen_at=NOW),),
        deadline=NOW + 600,
    )
    for person in people[1:]:
        session = play(session, moves.Join(person, f"P{person}", "ko"), NOW)
    return play(session, moves.Start(ANN), NOW)


def written(session: Session, *people: PersonId) -> Session:
    for person in people:
        session = play(session, moves.Write(person, f"{person}의 바다"), NOW)
    return session


def painted(session: Session) -> Session:
    for entry in session.entries:
        session = play(session, moves.Painted(entry.number, Hash(f"{entry.number}")), NOW)
    return session


def test_who_finds_the_host_gone_may_go_on_even_from_a_pause() -> None:
    session = play(begun("jam", ANN, BOB), moves.Pause(ANN), NOW)
    left_s = session.left_s
    resumed = play(session, moves.Resume(BOB), NOW + 3600)
    assert (resumed.host, resumed.paused) == (BOB, False)
    assert resumed.deadline == NOW + 3600 + (left_s or 0)


def test_a_pause_that_nobody_ends_is_over_after_a_day() -> None:
    session = play(begun("relay", ANN, BOB), moves.Pause(ANN), NOW)
    assert play(session, moves.Passed(), NOW + MOST_PAUSE_S - 1).paused
    session = play(session, moves.Passed(), NOW + MOST_PAUSE_S)
    assert (session.phase, session.paused) == (Phase.COLLECTING, False)
    assert play(session, moves.Passed(), NOW + MOST_PAUSE_S + 10_000).phase == Phase.ARCHIVED


def test_a_button_stands_for_the_same_picture_when_another_one_is_taken_back() -> None:
    session = painted(written(begun("jam", ANN, BOB, CHO), ANN, BOB, CHO))
    before = [entry.number for entry in candidates(session)]
    session = play(session, moves.Remove(ANN), NOW)
    assert [entry.number for entry in candidates(session)] == before
    gone = next(entry for entry in session.entries if entry.author == ANN)
    with pytest.raises(WrongPhase):
        play(session, moves.Cast(BOB, gone.number), NOW)


def test_nobody_waits_for_a_vote_of_whoever_has_no_choice() -> None:
    session = painted(written(begun("jam", ANN, BOB), ANN, BOB))
    anns = next(entry.number for entry in session.entries if entry.author == ANN)
    session = play(play(session, moves.Cast(BOB, anns), NOW), moves.Remove(BOB), NOW)
    assert session.phase == Phase.REVEAL
    assert [vote.voter for vote in session.votes] == [BOB]


def test_a_refused_picture_leaves_its_author_as_much_time_as_anybody_has() -> None:
    session = written(begun("jam", ANN, BOB), ANN)
    late = (session.deadline or 0) - 2
    session = play(session, moves.Refused(0), late)
    assert session.asked(ANN) is not None
    assert session.deadline == late + session.times.collecting_s


def test_when_the_budget_is_spent_the_game_is_over_and_says_why() -> None:
    session = begun("jam", ANN, BOB, CHO, rounds=5, budget=2.0)
    for number, person in enumerate((ANN, BOB)):
        session = play(written(session, person), moves.Queued(number, JobId(f"{number:016x}"), 1.0), NOW)
    assert session.phase == Phase.PAINTING
    with pytest.raises(SessionSpent):
        written(session, CHO)
    session = painted(session)
    for person in (ANN, BOB):
        others = next(entry for entry in candidates(session) if entry.author != person)
        session = play(session, moves.Cast(person, others.number), NOW)
    session = play(session, moves.Passed(), NOW + 95)
    assert (session.phase, session.ending) == (Phase.REVEAL, False)
    assert play(session, moves.Passed(), NOW + 200).phase == Phase.ARCHIVED


def test_in_a_relay_everybody_has_a_turn_also_when_somebody_leaves_after_theirs() -> None:
    session = painted(written(begun("relay", ANN, BOB, CHO), ANN))
    session = play(session, moves.Leave(ANN), NOW)
    for person in (BOB, CHO):
        with pytest.raises(NotYourTurn):
            written(session, BOB if person == CHO else CHO)
        session = painted(written(session, person))
    assert session.phase == Phase.REVEAL


def test_who_left_a_telephone_by_mistake_may_come_back() -> None:
    session = play(begun("telephone", ANN, BOB, CHO, PersonId(4)), moves.Leave(BOB), NOW)
    session = play(session, moves.Join(BOB, "P2", "ko"), NOW)
    assert BOB in {player.person for player in session.active}
    assert len(session.current) == 4


def test_two_players_of_one_name_are_told_apart() -> None:
    session = begun("jam", ANN, BOB)
    session = play(session, moves.Join(CHO, "p1", "ko"), NOW)
    assert [player.name for player in session.players] == ["P1", "P2", "p1 2"]


def test_a_picture_that_the_safety_check_wants_hidden_is_behind_a_veil() -> None:
    session = written(begun("jam", ANN, BOB), ANN)
    session = play(session, moves.Painted(0, Hash("0"), veiled=True), NOW)
    assert (session.entries[0].veiled, session.entries[0].state) == (True, EntryState.PAINTED)


def test_a_tenth_picture_in_a_round_has_no_button_and_is_not_asked_for() -> None:
    people = [PersonId(number) for number in range(1, 10)]
    session = play(written(begun("jam", *people), BOB), moves.Leave(BOB), NOW)
    session = play(session, moves.Join(PersonId(10), "late", "ko"), NOW)
    assert session.asked(PersonId(10)) is None
    assert replace(session.players[-1], seen_at=0).person == PersonId(10)
