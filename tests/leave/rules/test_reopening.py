"""Hours of leave on a day of which the floor decides anew: back at once, taken only with room."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from leave.rules.balance import LeaveFacts, balance
from leave.rules.days import ClosedDay, DayKind
from leave.rules.reopening import Consequence, Hours, hours_after
from leave.rules.states import State

DAY = date(2026, 2, 3)
OTHER_DAY = date(2026, 2, 10)
QUOTA, OFF_DAY = 24 * 60, 12 * 60
CLOSED = {DAY: ClosedDay(DayKind.CLOSED_FREE)}
CHARGED = {DAY: ClosedDay(DayKind.CLOSED_CHARGED)}
OPEN: dict = {}


def half_closed(minutes):
    return {DAY: ClosedDay(DayKind.CLOSED_IN_PART, minutes)}


def leave(day=DAY, minutes=OFF_DAY, state=State.APPROVED, *, given_back=False):
    return LeaveFacts(day, minutes, state, given_back)


def others(*minutes):
    return [leave(date(2026, 2, 10 + number), each) for number, each in enumerate(minutes)]


def after(facts, rest, before, now):
    return hours_after(facts, rest, QUOTA, before, now)


def test_a_closed_day_gives_all_hours_back():
    assert after(leave(), [], OPEN, CLOSED) == Hours(Consequence.COME_BACK, OFF_DAY)


def test_a_day_closed_in_part_gives_that_part_back():
    assert after(leave(), [], OPEN, half_closed(240)) == Hours(Consequence.COME_BACK, 240)


def test_a_part_longer_than_the_leave_gives_no_more_than_the_leave():
    assert after(leave(minutes=60), [], OPEN, half_closed(240)) == Hours(Consequence.COME_BACK, 60)


def test_a_closed_day_on_which_leave_is_charged_gives_nothing_back():
    assert after(leave(), [], OPEN, CHARGED) == Hours(Consequence.STAY)


def test_an_opened_day_takes_hours_that_have_room():
    assert after(leave(), others(OFF_DAY), CLOSED, OPEN) == Hours(Consequence.ARE_TAKEN, OFF_DAY)


def test_an_opened_day_leaves_hours_that_have_no_room():
    rest = others(OFF_DAY, 1)
    assert after(leave(), rest, CLOSED, OPEN) == Hours(Consequence.ARE_KEPT, OFF_DAY)


def test_what_waits_takes_room_too():
    rest = [*others(OFF_DAY), leave(date(2026, 2, 20), 1, State.PENDING)]
    assert after(leave(), rest, CLOSED, OPEN).consequence == Consequence.ARE_KEPT


def test_hours_that_were_kept_are_taken_by_a_change_that_finds_room():
    kept = leave(given_back=True)
    assert after(kept, [], CLOSED, OPEN) == Hours(Consequence.ARE_TAKEN, OFF_DAY)


def test_hours_that_were_kept_stay_where_there_is_still_no_room():
    kept = leave(given_back=True)
    result = after(kept, others(OFF_DAY, 720), CLOSED, OPEN)
    assert result.consequence == Consequence.ARE_KEPT


DAYS = st.sampled_from([OPEN, CLOSED, CHARGED, half_closed(60), half_closed(700)])


@given(
    minutes=st.integers(1, OFF_DAY),
    rest=st.lists(st.integers(1, OFF_DAY), max_size=4),
    before=DAYS,
    now=DAYS,
    given_back=st.booleans(),
)
def test_a_decision_about_a_day_never_puts_a_month_over_its_quota(
    minutes, rest, before, now, given_back
):
    facts = leave(minutes=minutes, given_back=given_back)
    if balance(QUOTA, [facts, *others(*rest)], before).is_over:
        return
    result = after(facts, others(*rest), before, now)
    keeps = result.consequence == Consequence.ARE_KEPT or (
        result.consequence == Consequence.STAY and given_back
    )
    decided = facts._replace(is_given_back=keeps)
    assert not balance(QUOTA, [decided, *others(*rest)], now).is_over
