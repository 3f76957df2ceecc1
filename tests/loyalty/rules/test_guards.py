"""What holds a batch back, in the cases' own numbers (LI-5)."""

from decimal import Decimal

import pytest

from loyalty.rules.guards import (
    GuardLimits,
    MonthSums,
    month_warnings,
    registry_warnings,
    reject_warnings,
)

LIMITS = GuardLimits()


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (24_958, "7275 rows fewer (22.6 %) than the last registry: 24958 after 32233."),
        (30_287, "1946 rows fewer (6.0 %) than the last registry: 30287 after 32233."),
    ],
)
def test_case_194_a_registry_that_shrinks_is_held_LI_5(now, sentence):
    [warning] = registry_warnings(32_233, now, LIMITS)
    assert str(warning) == sentence


def test_case_194_two_percent_fewer_and_the_first_registry_are_not_held_LI_5():
    assert list(registry_warnings(100, 98, LIMITS)) == []
    assert len(list(registry_warnings(100, 97, LIMITS))) == 1
    assert list(registry_warnings(None, 24_958, LIMITS)) == []


def test_case_198_a_month_loses_rows_or_amount_LI_5():
    loaded = {202601: MonthSums(1000, Decimal(500)), 202602: MonthSums(10, Decimal(-5))}
    same = {202601: MonthSums(999, Decimal("499.50"))}
    half = {202601: MonthSums(1000, Decimal(250)), 202603: MonthSums(1, Decimal(1))}
    assert list(month_warnings(loaded, same, LIMITS)) == []
    [warning] = month_warnings(loaded, half, LIMITS)
    assert "250 of 500 in amount (50.0 %)" in str(warning)


def test_more_than_one_row_of_twenty_is_rejected_LI_5():
    assert list(reject_warnings(100, 5, LIMITS)) == []
    assert len(list(reject_warnings(100, 6, LIMITS))) == 1
    assert list(reject_warnings(0, 0, LIMITS)) == []
