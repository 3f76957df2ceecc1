"""Which days stand against which (comparison). Pure."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.periods import (
    NEW,
    SAME,
    ComparedPeriods,
    DateRange,
    against_last_month,
    against_last_year,
    against_yesterday,
    trend,
)


def between(start: str, end: str) -> DateRange:
    return DateRange(date.fromisoformat(start), date.fromisoformat(end))


def test_the_first_of_march_stands_against_the_last_of_february():
    assert against_yesterday(date(2026, 3, 1)) == ComparedPeriods(
        between("2026-03-01", "2026-03-01"), between("2026-02-28", "2026-02-28")
    )


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("2026-11-22", ("2026-10-01", "2026-10-22")),
        ("2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2028-03-30", ("2028-02-01", "2028-02-29")),
        ("2026-02-28", ("2026-01-01", "2026-01-28")),
        ("2026-01-15", ("2025-12-01", "2025-12-15")),
        ("2026-05-01", ("2026-04-01", "2026-04-01")),
    ],
)
def test_a_month_to_date_stands_against_the_same_days_of_last_month(today, before):
    compared = against_last_month(date.fromisoformat(today))
    assert compared == ComparedPeriods(between(today[:8] + "01", today), between(*before))


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("2026-11-22", ("2025-01-01", "2025-11-22")),
        ("2028-02-29", ("2027-01-01", "2027-02-28")),
        ("2029-02-28", ("2028-01-01", "2028-02-28")),
        ("2026-01-01", ("2025-01-01", "2025-01-01")),
    ],
)
def test_a_year_to_date_stands_against_the_same_period_even_on_29_february(today, before):
    compared = against_last_year(date.fromisoformat(today))
    assert compared == ComparedPeriods(between(today[:4] + "-01-01", today), between(*before))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (150, 100, Decimal("50.0")),
        (Decimal("50.00"), Decimal("200.00"), Decimal("-75.0")),
        (0, 7, Decimal("-100.0")),
        (5, 5, Decimal("0.0")),
        (2, 3, Decimal("-33.3")),
        (Decimal("1000.50"), Decimal("1000.00"), Decimal("0.1")),
        (3, 0, NEW),
        (Decimal("0.01"), Decimal("0.00"), NEW),
        (0, 0, SAME),
        (Decimal("0.00"), Decimal("0.00"), SAME),
    ],
)
def test_a_trend_is_the_change_in_percent_of_what_was(now, before, expected):
    assert trend(now, before) == expected
