"""What leave costs of a month, and what is left of it (LV-1, LV-2)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from leave.rules.asking import AskedDay, RefusedDay, Why, refused_days
from leave.rules.balance import Balance, LeaveFacts, balance
from leave.rules.days import ClosedDay, DayKind
from leave.rules.states import State, last_day_to_decide, state_on

DAY = date(2026, 2, 3)
QUOTA, OFF = 24 * 60, 12 * 60


def facts(state, minutes=OFF, day=DAY, **more):
    return LeaveFacts(day, minutes, state, **more)


def test_LV_2_approved_is_used_and_what_waits_is_held():
    requests = [facts(State.APPROVED), facts(State.PENDING, 90)]
    assert balance(QUOTA, requests, {}) == Balance(QUOTA, OFF, 90, QUOTA - OFF - 90)


def test_LV_2_what_is_over_costs_nothing():
    over = [State.REJECTED, State.CANCELLED, State.WITHDRAWN, State.UNDECIDED]
    assert balance(QUOTA, map(facts, over), {}) == Balance(QUOTA, 0, 0, QUOTA)


def test_LV_2_what_is_left_is_never_below_nothing():
    taken = [facts(State.APPROVED, QUOTA), facts(State.PENDING, 60)]
    result = balance(OFF, taken, {})
    assert result.available == 0
    assert result.is_over


def test_a_closed_day_costs_nothing_or_only_the_rest_of_it():
    request = [facts(State.APPROVED)]
    closed = {
        DayKind.CLOSED_FREE: 0,
        DayKind.CLOSED_CHARGED: OFF,
        DayKind.WORKS: OFF,
    }
    for kind, used in closed.items():
        assert balance(QUOTA, request, {DAY: ClosedDay(kind)}).used == used
    half = ClosedDay(DayKind.CLOSED_IN_PART, 5 * 60)
    assert balance(QUOTA, request, {DAY: half}).used == 7 * 60


def test_what_was_given_back_costs_nothing_on_an_open_day():
    assert balance(QUOTA, [facts(State.APPROVED, is_given_back=True)], {}).used == 0


def test_LV_5_what_waits_on_a_day_that_has_passed_is_undecided():
    assert state_on(State.PENDING, DAY, DAY) == State.PENDING
    assert state_on(State.PENDING, DAY, date(2026, 2, 4)) == State.UNDECIDED
    assert state_on(State.APPROVED, DAY, date(2026, 3, 1)) == State.APPROVED


def test_LV_4_what_is_asked_for_afterwards_is_decided_by_the_next_day():
    assert last_day_to_decide(DAY, date(2026, 2, 1)) == DAY
    assert last_day_to_decide(DAY, DAY) == DAY
    assert last_day_to_decide(DAY, date(2026, 2, 9)) == date(2026, 2, 10)


def asked(day, cost=OFF, **more):
    day = date.fromisoformat(day)
    return AskedDay(day, f"{day:%Y-%m}", cost, **more)


def test_a_range_takes_each_day_of_its_own_month_until_there_is_no_room():
    days = [asked(f"2026-01-{day}") for day in (30, 31)] + [asked("2026-02-01")]
    room = {"2026-01": OFF, "2026-02": OFF}
    assert refused_days(days, room) == [RefusedDay(date(2026, 1, 31), Why.NO_ROOM, 0)]


def test_each_refused_day_says_why():
    days = [
        asked("2026-02-01", is_taken=True),
        asked("2026-02-02", is_crowded=True),
        asked("2026-02-03", is_too_far=True),
        asked("2026-02-04"),
        asked("2026-02-05", is_closed=True),
    ]
    why = [day.why for day in refused_days(days, {"2026-02": 0})]
    assert why == [Why.TAKEN, Why.TOO_MANY_AWAY, Why.TOO_FAR, Why.NO_ROOM]


def test_closed_days_take_no_room_and_nothing_else_is_no_wish():
    closed = asked("2026-02-02", is_closed=True)
    assert refused_days([closed, asked("2026-02-03")], {"2026-02": OFF}) == []
    assert [day.why for day in refused_days([closed], {"2026-02": OFF})] == [Why.CLOSED]


@given(st.lists(st.sampled_from([60, OFF, 90]), max_size=9), st.integers(0, QUOTA))
def test_what_is_granted_never_exceeds_the_room(costs, room):
    days = [asked(f"2026-02-{number:02}", cost) for number, cost in enumerate(costs, start=1)]
    refused = {day.date for day in refused_days(days, {"2026-02": room})}
    assert sum(day.cost for day in days if day.date not in refused) <= room
