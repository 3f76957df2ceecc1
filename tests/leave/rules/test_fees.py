"""What a day and a month cost: FE-1, cases 63 to 65; a total is the sum of its lines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leave.rules.fees import (
    DayFacts,
    FeeKind,
    FeeToAdd,
    Terms,
    charged_lateness,
    lines_of_month,
    over_minutes,
    total_of,
)

DAY, NEXT = date(2026, 2, 3), date(2026, 2, 4)


def lines(*days, manual=(), waivers=None, **terms):
    return lines_of_month(days, manual, waivers or {}, lambda _day: Terms(**terms))


def total(*days, **more):
    return total_of(lines(*days, **more))


@pytest.mark.parametrize(
    ("seconds", "minutes", "dollars"),
    [(930, "15.50", "77.50"), (0, "0.00", "0.00"), (1, "0.02", "0.10"), (120, "2.00", "10.00")],
)
def test_63_breaks_past_the_allowance_are_charged_to_the_hundredth_of_a_minute(
    seconds, minutes, dollars
):
    assert over_minutes(seconds) == Decimal(minutes)
    assert total(DayFacts(DAY, over_seconds=seconds)) == Decimal(dollars)


@pytest.mark.parametrize(("late", "dollars"), [(0, "0"), (1, "5"), (17, "85")])
def test_64_five_dollars_a_whole_minute(late, dollars):
    assert total(DayFacts(DAY, late_minutes=late)) == Decimal(dollars)


def test_65_lateness_breaks_and_a_fee_add_up_and_a_waiver_leaves_the_rest():
    day = DayFacts(DAY, late_minutes=10, over_seconds=120)
    manual = [FeeToAdd(NEXT, Decimal("5.00"), "lost badge", "1")]
    assert total(day, manual=manual) == Decimal("65.00")
    waived = lines(day, manual=manual, waivers={(FeeKind.LATENESS, DAY): "train"})
    assert total_of(waived) == Decimal("15.00")
    assert waived[0].is_waived
    assert waived[0].charge == Decimal("50.00")
    assert waived[0].reason == "train"


def test_a_waiver_is_of_its_day_and_its_sort():
    days = DayFacts(DAY, late_minutes=2, over_seconds=60), DayFacts(NEXT, late_minutes=3)
    assert total(*days, waivers={(FeeKind.BREAK, DAY): "phone"}) == Decimal("25.00")


@pytest.mark.parametrize(("late", "charged"), [(0, 0), (5, 0), (6, 6)])
def test_up_to_the_grace_nothing_past_it_every_minute(late, charged):
    assert charged_lateness(late, 5) == charged


def test_a_cap_of_a_day_is_a_line_of_its_own():
    found = lines(DayFacts(DAY, late_minutes=30, over_seconds=600), day_cap=Decimal(100))
    assert [line.kind for line in found] == [FeeKind.LATENESS, FeeKind.BREAK, FeeKind.DAY_CAP]
    assert found[-1].amount == Decimal("-100.00")
    assert total_of(found) == Decimal("100.00")


def test_a_cap_of_a_month_leaves_fees_by_admins_alone():
    days = DayFacts(DAY, late_minutes=30), DayFacts(NEXT, late_minutes=30)
    manual = [FeeToAdd(DAY, Decimal("7.00"), "badge", "1")]
    found = lines(*days, manual=manual, month_cap=Decimal(120))
    assert found[-1].kind == FeeKind.MONTH_CAP
    assert total_of(found) == Decimal("127.00")


def test_what_is_waived_fills_no_cap():
    days = DayFacts(DAY, late_minutes=30), DayFacts(NEXT, late_minutes=10)
    waivers = {(FeeKind.LATENESS, DAY): "train"}
    assert total(*days, waivers=waivers, month_cap=Decimal(50)) == Decimal("50.00")


def test_without_money_minutes_are_shown_and_cost_nothing():
    [line] = lines(DayFacts(DAY, late_minutes=9), in_money=False)
    assert line.minutes == 9
    assert line.amount == 0


def test_each_day_has_the_terms_of_its_day():
    def terms(day):
        return Terms(per_minute=Decimal(5) if day < NEXT else Decimal(2))

    days = [DayFacts(DAY, late_minutes=1), DayFacts(NEXT, late_minutes=1)]
    assert total_of(lines_of_month(days, [], {}, terms)) == Decimal("7.00")


DAYS = st.lists(
    st.builds(
        DayFacts,
        st.dates(date(2026, 2, 1), date(2026, 2, 28)),
        late_minutes=st.integers(0, 300),
        over_seconds=st.integers(0, 9000),
    ),
    unique_by=lambda day: day.date,
    max_size=12,
)
CAPS = st.sampled_from([Decimal(0), Decimal(20), Decimal("33.33")])


@given(DAYS, CAPS, CAPS, st.randoms())
def test_the_order_of_what_happened_changes_no_line(days, day_cap, month_cap, chance):
    shuffled = list(days)
    chance.shuffle(shuffled)
    caps = {"day_cap": day_cap, "month_cap": month_cap}
    assert lines(*days, **caps) == lines(*shuffled, **caps)


@given(DAYS, CAPS, CAPS)
def test_no_day_and_no_month_costs_more_than_its_cap_or_less_than_nothing(days, day_cap, month_cap):
    found = lines(*days, day_cap=day_cap, month_cap=month_cap)
    for day in days:
        of_day = [
            line for line in found if line.date == day.date and line.kind != FeeKind.MONTH_CAP
        ]
        assert 0 <= total_of(of_day) <= (day_cap or total_of(of_day))
    assert 0 <= total_of(found) <= (month_cap or total_of(found))


def test_lateness_within_the_grace_is_a_line_that_costs_nothing():
    [line] = lines(DayFacts(DAY, late_minutes=5), grace_minutes=5)
    assert line.minutes == 5
    assert line.charge == 0
    assert line.amount == 0
