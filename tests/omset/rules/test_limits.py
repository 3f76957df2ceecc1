"""Plausible limits: what equals a limit is within it (OM-1)."""

from datetime import date
from decimal import Decimal

import pytest

from omset.rules.limits import DepositLimits, exceeded, oldest_date

LIMITS = DepositLimits(Decimal(500_000_000), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("total", "day", "beyond"),
    [
        ("500000000", date(2026, 1, 31), {}),
        ("500000000.01", date(2026, 1, 31), {"largest": "500000000"}),
        ("1", date(2026, 1, 30), {"oldest": "2026-01-31"}),
        ("500000001", date(1990, 1, 1), {"largest": "500000000", "oldest": "2026-01-31"}),
    ],
)
def test_plausible_limits_are_exceeded_by_what_is_more_than_they_are(total, day, beyond):
    assert exceeded(Decimal(total), day, LIMITS) == beyond


def test_plausible_limits_without_an_oldest_date_take_any():
    assert exceeded(Decimal(1), date(1990, 1, 1), DepositLimits(Decimal(1), None)) == {}


def test_plausible_limits_count_days_back_from_today():
    assert oldest_date(date(2026, 3, 1), 31) == date(2026, 1, 29)
