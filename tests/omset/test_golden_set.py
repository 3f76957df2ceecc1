"""The golden set gives the figures the rules state, and every event moves them."""

from datetime import date
from decimal import Decimal

import pytest

from omset import numbers
from omset.ledger import approval, entries, trash
from omset.lists.filters import Filter, FilterPeriod
from omset.lists.unique import unique_customers
from omset.models import OmsetRecord
from tests.make import make_admin

pytestmark = pytest.mark.django_db
FEBRUARY = numbers.TallyScope(date(2026, 2, 1), date(2026, 2, 28))


def ndp_rdp(scope=FEBRUARY):
    sums = numbers.total(scope)
    return sums.ndp, sums.rdp


def by_day(*names):
    rows = numbers.grouped(FEBRUARY, "day")
    return {day.day: tuple(getattr(row, name) for name in names) for day, row in rows}


def kinds(golden):
    stored = dict(OmsetRecord.objects.values_list("id", "kind"))
    return {number: stored[golden[number]] for number in golden.records}


def test_11_1_the_kinds_of_the_records(golden):
    ndp, rdp = {1, 2, 4, 6, 8, 10, 13}, {3, 5, 9, 11, 12, 14}
    expected = dict.fromkeys(ndp, "NDP") | dict.fromkeys(rdp, "RDP") | {7: None}
    assert kinds(golden) == expected


def test_11_1_daily_counts_and_omset_OM_17(golden):
    assert by_day("ndp", "rdp", "total") == {
        1: (2, 2, Decimal(500_000)),
        2: (1, 1, Decimal(500_000)),
        3: (2, 2, Decimal(500_000)),
    }


def test_11_1_total_of_the_month_OM_4_OM_30(golden):
    sums = numbers.total(FEBRUARY)
    assert sums.ndp == 5
    assert sums.rdp == 5
    assert sums.records == 12
    assert sums.total == Decimal(1_500_000)
    assert sums.forms == Decimal("13.5")


def test_11_1_ndp_and_rdp_amounts_add_up_to_the_day_OM_21(golden):
    assert by_day("ndp_total", "rdp_total") == {
        1: (Decimal(400_000), Decimal(100_000)),
        2: (Decimal(400_000), Decimal(100_000)),
        3: (Decimal(230_000), Decimal(270_000)),
    }


def test_11_1_by_staff_and_by_product_OM_18(golden):
    staff = dict(numbers.grouped(FEBRUARY, "staff"))
    products = dict(numbers.grouped(FEBRUARY, "product"))
    figures = {name: staff[golden.staff[name].pk] for name in "AB"}
    figures |= {name: products[golden.products[name].pk] for name in "PQ"}
    assert {name: (int(row.total), row.ndp, row.rdp) for name, row in figures.items()} == {
        "A": (950_000, 3, 5),
        "B": (550_000, 2, 0),
        "P": (1_300_000, 4, 5),
        "Q": (200_000, 1, 0),
    }


def test_11_1_part_of_the_month_looks_at_the_whole_past_OM_13(golden):
    part = {"start": date(2026, 2, 2), "end": date(2026, 2, 3)}
    whole = numbers.TallyScope(**part)
    of_a = numbers.TallyScope(**part, staff=golden.staff["A"].pk)
    of_b = numbers.TallyScope(**part, staff=golden.staff["B"].pk)
    assert [ndp_rdp(scope) for scope in (whole, of_a, of_b)] == [(3, 3), (1, 3), (2, 0)]


def test_11_1_the_unique_customers_OM_19(golden):
    names = {golden.staff[name].pk: name for name in "AB"}
    products = {golden.products[name].pk: name for name in "PQ"}
    result = {}
    february = Filter(FilterPeriod(FEBRUARY.start, FEBRUARY.end))
    for customer in unique_customers(february.match()):
        pair = f"{customer.customer_id}-{products[customer.product_id]}"
        result.setdefault((names[customer.staff_id], customer.kind), set()).add(pair)
    assert result == {
        ("A", "NDP"): {"x-P", "x-Q", "z-P"},
        ("A", "RDP"): {"x-P", "z-P", "w-P"},
        ("B", "NDP"): {"x-P", "y-P"},
    }


def test_11_1_after_approving_7_OM_7(golden):
    approval.approve(golden[7], by=make_admin())
    assert by_day("ndp", "rdp") == {1: (2, 2), 2: (2, 1), 3: (1, 3)}
    assert ndp_rdp() == (5, 6)
    assert kinds(golden)[7] == "NDP"
    assert kinds(golden)[8] == "RDP"


def test_11_1_after_trashing_1_and_2_and_restoring_them_OM_10(golden):
    before = by_day("ndp", "rdp", "total", "ndp_total", "records"), kinds(golden)
    admin = make_admin()
    trash.delete(golden[1], by=admin)
    trash.delete(golden[2], by=admin)
    assert by_day("ndp", "rdp") == {1: (1, 2), 2: (2, 0), 3: (2, 2)}
    assert ndp_rdp() == (5, 4)
    assert kinds(golden)[5] == "NDP"
    assert kinds(golden)[3] == "RDP"
    trash.restore(golden[1], by=admin)
    trash.restore(golden[2], by=admin)
    assert (by_day("ndp", "rdp", "total", "ndp_total", "records"), kinds(golden)) == before


def test_11_1_after_editing_10_to_tambahan_OM_9(golden):
    record = golden.records[10]
    entry = entries.Entry(record.date, record.customer_id, record.nominal, note="jadi tambahan")
    entries.edit(record.pk, entry, by=golden.staff["A"], version=1)
    assert ndp_rdp() == (4, 6)
    assert kinds(golden)[10] == "RDP"
