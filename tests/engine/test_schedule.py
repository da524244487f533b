from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.groups import Group, Weights
from bot.engine.schedule import (
    STAY_TICKS,
    Room,
    Seat,
    Turn,
    chosen,
    has_room,
    next_turn,
    rows_of,
)
from bot.requests import SHORT_STEPS, Lora, Text2Image, is_short
from tests.makers import a_request

WEIGHTS = (Weights("one"), Weights("one", (Lora("ink"),)), Weights("two"))
GROUPS = st.builds(Group, st.sampled_from(WEIGHTS), st.sampled_from((8, 16)), st.just(8), st.sampled_from((77, 154)))
SEATS = st.lists(
    st.builds(Seat, st.just(0), st.integers(1, 2), GROUPS, st.booleans(), st.booleans()), min_size=1, max_size=24
).map(lambda seats: [replace(seat, order=order) for order, seat in enumerate(seats)])
TURNS = st.builds(Turn, st.booleans(), st.integers(0, STAY_TICKS), st.sampled_from((None, *WEIGHTS)))
CAPS = st.integers(1, 16)
REQUESTS = st.builds(
    lambda steps, count, guidance: replace(a_request(steps=steps, count=count), guidance_scale=guidance),
    st.sampled_from((1, 4, 8, 9, 30)),
    st.integers(1, 8),
    st.sampled_from((1.0, 5.0)),
)


@given(seats=SEATS, turn=TURNS, cap=CAPS)
def test_a_tick_keeps_its_cap_unless_one_sample_alone_is_over_it(seats: list[Seat], turn: Turn, cap: int) -> None:
    taken = chosen(seats, turn, lambda _group: cap)

    assert len(taken) == 1 or sum(seat.rows for seat in taken) <= cap


@given(seats=SEATS, turn=TURNS, cap=CAPS)
def test_a_tick_is_of_one_group_and_who_wants_to_be_alone_is(seats: list[Seat], turn: Turn, cap: int) -> None:
    taken = chosen(seats, turn, lambda _group: cap)

    assert len({seat.group for seat in taken}) == 1
    assert len(taken) == 1 or not any(seat.alone for seat in taken)


@given(seats=SEATS, turn=TURNS, cap=CAPS)
def test_order_is_stable_nobody_is_passed_over_by_a_later_one_of_no_more_rows(
    seats: list[Seat], turn: Turn, cap: int
) -> None:
    taken = chosen(seats, turn, lambda _group: cap)

    lead = min((seat for seat in seats if seat.short and turn.short), default=seats[0], key=lambda seat: seat.order)
    left = [seat for seat in seats if seat.group == lead.group and seat not in taken and not seat.alone]
    assert lead in taken
    assert list(taken) == sorted(taken, key=lambda seat: seat.order)
    for seat in left:
        later = [other for other in taken if other.order > seat.order and other is not lead]
        assert lead.alone or all(other.rows < seat.rows for other in later)


@given(seats=SEATS, turn=TURNS, cap=CAPS)
def test_the_order_of_asking_changes_nothing(seats: list[Seat], turn: Turn, cap: int) -> None:
    assert chosen(seats, turn, lambda _group: cap) == chosen(seats[::-1], turn, lambda _group: cap)
    assert next_turn(seats, turn) == next_turn(seats[::-1], turn)


@given(seats=SEATS, cap=CAPS)
def test_nobody_starves_each_lanes_oldest_is_taken_on_within_one_stay(seats: list[Seat], cap: int) -> None:
    short = next((seat for seat in seats if seat.short), seats[0])
    taken_on = _ticks(seats, cap, 2 * STAY_TICKS + 1)

    assert any(seats[0] in taken for taken in taken_on)
    assert any(short in taken for taken in taken_on)


@given(seats=SEATS, cap=CAPS, steps=st.integers(1, 5))
def test_everybody_comes_to_an_end(seats: list[Seat], cap: int, steps: int) -> None:
    left = {seat.order: steps for seat in seats}
    turn = Turn()
    ticks = 0
    while left:
        there = [seat for seat in seats if seat.order in left]
        turn = next_turn(there, turn)
        for seat in chosen(there, turn, lambda _group: cap):
            left[seat.order] -= 1
            if left[seat.order] == 0:
                del left[seat.order]
        ticks += 1

    assert ticks <= steps * len(seats)


@given(seats=SEATS, turn=TURNS)
def test_weights_are_not_swapped_before_their_stay_is_over(seats: list[Seat], turn: Turn) -> None:
    following = next_turn(seats, turn)

    leads = {seat.group.weights for seat in (seats[0], next((seat for seat in seats if seat.short), seats[0]))}
    if turn.weights in leads and 0 < turn.ticks < STAY_TICKS and following.weights != turn.weights:
        # only where the lane whose turn it was wants others by now
        own = next((seat for seat in seats if seat.short), seats[0]) if turn.short else seats[0]
        assert own.group.weights != turn.weights


@given(painting=st.lists(REQUESTS, max_size=6), request=REQUESTS, long=st.integers(1, 24))
def test_lanes_keep_their_rows_once_somebody_is_in_them(
    painting: list[Text2Image], request: Text2Image, long: int
) -> None:
    room = Room(long, long // 3)

    if painting and has_room(room, painting, request):
        alike = [one for one in painting if is_short(one) == is_short(request)]
        together = sum(map(rows_of, (*painting, request)))
        lane = room.short if is_short(request) else room.long
        beside = sum(map(rows_of, (*alike, request)))
        assert beside <= lane or together <= room.long or (not is_short(request) and not alike)


@given(request=REQUESTS)
def test_an_idle_device_takes_any_request_however_large(request: Text2Image) -> None:
    assert has_room(Room(1, 0), [], request)
    assert not has_room(Room(1, 0), [request], request)


def test_a_short_request_comes_in_where_long_ones_fill_the_device() -> None:
    long = [a_request(steps=SHORT_STEPS + 1)] * 12

    assert not has_room(Room(24, 8), long, a_request(steps=SHORT_STEPS + 1))
    assert has_room(Room(24, 8), long, a_request(steps=SHORT_STEPS))


def _ticks(seats: Sequence[Seat], cap: int, count: int) -> list[tuple[Seat, ...]]:
    turn, taken = Turn(), []
    for _tick in range(count):
        turn = next_turn(seats, turn)
        taken.append(chosen(seats, turn, lambda _group: cap))
    return taken
