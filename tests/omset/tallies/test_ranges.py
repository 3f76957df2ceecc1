"""Every range of days around the edges of months, for every kind, against a plain recount."""

from datetime import date, timedelta
from itertools import product as pairs

import pytest

from omset import numbers
from tests.make import make_deposit, make_product, make_staff
from tests.omset import reference
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
EDGES = [
    None,
    *(date(2026, month, 1) + timedelta(days=days) for month in (1, 2, 3) for days in (-1, 0, 1)),
]
DAYS = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]


@pytest.fixture
@remembered
def rows(product):
    """Deposits of two people on each edge, some tambahan."""
    people, other = [make_staff("ann"), make_staff("bob")], make_product("Q")
    for number, day in enumerate(DAYS):
        make_deposit(people[number % 2], product, "x", day, nominal=1000 + number)
        make_deposit(people[0], other, "y", day, note="tambahan" if number % 3 else "")
    return reference.ledger_rows()


@pytest.mark.parametrize("kind", [None, "NDP", "RDP"])
def test_any_range_gives_what_its_days_hold_OM_18(rows, kind):
    kinds = reference.expected_kinds(rows)
    for start, end in pairs(EDGES, EDGES):
        inside = [
            row
            for row in rows
            if (not start or row.date >= start)
            and (not end or row.date <= end)
            and kind in (None, kinds[row.id])
        ]
        expected = reference.sums(inside, kinds)
        sums = vars(numbers.total(numbers.TallyScope(start, end, kind=kind)))
        assert sums == {name: expected[name] for name in reference.SHARED}, (start, end)
