"""The figures, patterns and insights of a member, in the golden set's numbers (LA-3 to LA-5)."""

from datetime import date
from decimal import Decimal

import pytest

from loyalty.rules.figures import NO_DATA
from loyalty.rules.personal.figures import (
    MemberPurchase,
    Opening,
    frequency,
    member_figures,
    stated_opening,
)
from loyalty.rules.personal.insights import change_in_percent
from loyalty.rules.personal.patterns import spend_by_month, visits_by_hour, visits_by_weekday


def bought(month, day, amount, minute=None, **more):
    return MemberPurchase(date(2026, month, day), Decimal(amount), minute=minute, **more)


# The members of 11.1 as they stand on 15 April.
A = [bought(1, 10, 1_234_567), bought(1, 10, 9_999), bought(2, 5, 250_000), bought(4, 2, 1_000_000)]
B = [
    bought(1, 20, 150_000, stated_on=date(2026, 1, 31)),
    bought(2, 10, 505_000, 605),
    bought(2, 10, 505_000, 605),
    bought(3, 3, -105_000),
]
B_OPENING = Opening(Decimal(3_000_000), date(2026, 1, 31), 120)


def test_11_1_the_figures_of_a_LA_3():
    figures = member_figures(A)
    assert figures.spend == Decimal(2_494_566)
    assert figures.purchases == 4
    assert figures.frequency.value == Decimal("1.5")
    assert figures.last == date(2026, 4, 2)
    assert figures.days_since(date(2026, 4, 15)) == 13


def test_11_1_the_figures_of_b_with_an_opening_and_a_return_LP_9():
    figures = member_figures(B, [B_OPENING])
    assert figures.spend == Decimal(3_905_000)
    assert figures.purchases == 3
    assert figures.average.value == Decimal("386666.67")
    assert figures.last == date(2026, 2, 10)


def test_an_opening_of_points_only_leaves_out_what_was_bought_before_LP_9():
    opening = stated_opening(date(2026, 1, 31), None, 120)
    assert opening == Opening(Decimal(0), date(2026, 1, 31), 120)
    assert member_figures(B, [opening]).spend == Decimal(905_000)
    assert stated_opening(None, None, None) is None


def test_11_1_who_never_bought_has_no_average_and_no_day_LA_3():
    figures = member_figures([])
    assert figures.spend == 0
    assert figures.average == NO_DATA
    assert figures.frequency == NO_DATA
    assert figures.last is None
    assert figures.days_since(date(2026, 4, 15)) is None


def test_case_155_four_of_one_day_and_six_of_three_months_LA_3():
    assert frequency([date(2026, 1, 1)] * 4) == Decimal("4.0")
    spread = [date(2026, 1, 1), *[date(2026, 2, 1)] * 4, date(2026, 3, 31)]
    assert frequency(spread) == Decimal("2.0")


MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("april", "percent"), [("120", None), ("121", 21), ("80", None), ("79", -21)]
)
def test_case_156_a_change_is_said_beyond_a_fifth_LA_5(april, percent):
    months = {MARCH: Decimal(100), APRIL: Decimal(april), date(2026, 5, 1): Decimal(9_999)}
    assert change_in_percent(months, date(2026, 5, 20)) == percent


def test_case_156_one_month_of_data_says_nothing_LA_5():
    assert change_in_percent({APRIL: Decimal(121)}, date(2026, 5, 20)) is None
    assert change_in_percent({APRIL: Decimal(0), MARCH: Decimal(1)}, date(2026, 5, 20)) is None


def test_twelve_months_end_with_the_running_one_LA_4():
    months = spend_by_month([*A, bought(4, 30, 7), bought(5, 1, 9)], date(2026, 4, 15))
    assert next(iter(months)) == date(2025, 5, 1)
    assert list(months)[-1] == APRIL
    assert months[APRIL] == Decimal(1_000_007)


def test_weekdays_have_every_visit_and_hours_say_how_many_have_no_time_LA_4():
    assert visits_by_weekday(B) == {1: 3}
    hours = visits_by_hour(B)
    assert hours.visits == {10: 2}
    assert hours.without_time == 1
