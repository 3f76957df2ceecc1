"""What is to be paid, by currency or all in rupiah: a total is the sum of the amounts shown."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bonuses.rules import rates
from bonuses.rules.payment import Rate, in_rupiah, plan_in_rupiah, to_pay
from bonuses.rules.rates import DEFAULT, DayCounts

FEBRUARY = date(2026, 2, 1)
amounts = st.decimals("-9999.99", "9999.99", places=2)
rupiah = st.decimals("0.01", "99999.99", places=2)
counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=28)


def days_of(counts):
    return [
        DayCounts(FEBRUARY.replace(day=number), 1, Decimal(10_000_000), ndp, rdp)
        for number, (ndp, rdp) in enumerate(counts, 1)
    ]


def test_what_is_paid_names_each_currency_the_months_own_first():
    result = to_pay(Decimal(893_750), "IDR", {"USD": Decimal(-20)})
    assert list(result.items()) == [("IDR", Decimal(893_750)), ("USD", Decimal(-20))]


@given(amounts, amounts)
def test_one_currency_is_one_sum(bonus, adjusted):
    assert to_pay(bonus, "USD", {"USD": adjusted}) == {"USD": bonus + adjusted}


def test_an_amount_is_rounded_half_up_by_itself():
    rate = Rate(Decimal("16234.57"), FEBRUARY)
    assert in_rupiah(Decimal("22.50"), "USD", rate) == Decimal("365277.83")
    assert in_rupiah(Decimal("22.50"), "IDR", rate) == Decimal("22.50")


@given(counts, rupiah)
def test_a_month_in_rupiah_is_the_sum_of_its_days_in_rupiah(counts, rupiah):
    plan = plan_in_rupiah(DEFAULT, Rate(rupiah, FEBRUARY))
    days = days_of(counts)
    result = rates.earned(days, plan)
    assert result.ndp_bonus == sum(rates.daily_bonus(day.ndp, plan.ndp) for day in days)
    assert result.rdp_bonus == sum(rates.daily_bonus(day.rdp, plan.rdp) for day in days)
    assert result.total_bonus == result.main_bonus + result.ndp_bonus + result.rdp_bonus


@given(counts, rupiah)
def test_the_days_that_hit_a_tier_earn_what_the_days_earn(counts, rupiah):
    plan = plan_in_rupiah(DEFAULT, Rate(rupiah, FEBRUARY))
    result = rates.earned(days_of(counts), plan)
    by_hits = rates.earned_on(result.total, result.ndp_days, result.rdp_days, plan)
    assert by_hits.main_bonus == result.main_bonus
    assert by_hits.ndp_bonus == result.ndp_bonus
    assert by_hits.rdp_bonus == result.rdp_bonus
