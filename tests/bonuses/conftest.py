"""Months of deposits without typing them all."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from bonuses.models import Standing
from tests.make import make_deposit

_customers = itertools.count(1)


@pytest.fixture
def deposit(owner, product):
    """`deposit(day, count, nominal)`: so many new customers of `owner` on a day."""

    def enter(day, count=1, nominal=1_000_000, *, staff=owner, product=product, **more):
        return [
            make_deposit(staff, product, f"c{next(_customers)}", day, nominal, **more)
            for _ in range(count)
        ]

    return enter


@pytest.fixture
def standing(owner):
    """`standing(month)`: the stored figures of `owner`, or None."""

    def find(month="2026-02-01", staff=owner):
        return Standing.objects.filter(staff=staff, month=date.fromisoformat(month)).first()

    return find


@pytest.fixture
def bonus(standing):
    """`bonus(month)`: what `owner` has earned."""

    def find(month="2026-02-01", **more):
        row = standing(month, **more)
        return row.total_bonus if row else Decimal(0)

    return find
