from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omset import numbers
from omset.numbers import (
    Numbers,
    TallyScope,
    Totals,
    breakdown,
    grouped,
    of_records,
    recent_days,
    total,
)
from omset.tallies.queries import DIMENSIONS
from omset.tallies.ranges import bounds
from tests.crm.mongo.plans import indexes, last_command, rows_read
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 11, 20), date(2026, 4, 10)


@pytest.fixture
@remembered
def company(owner, product):
    """Two people, two products, deposits in six months, of both kinds."""
    bayu, naga = make_staff("bayu"), make_product("Naga")
    for number, day in enumerate(days(FIRST, LAST, 9)):
        staff, sold = (owner, product) if number % 3 else (bayu, naga)
        note = "tambahan" if number % 5 == 4 else ""
        make_deposit(
            staff, sold, f"c{number % 4}", day.isoformat(), 1000 + number, multiplier=1.5, note=note
        )
    return owner, product


def days(first, last, step=1):
    return [first + timedelta(days=past) for past in range(0, (last - first).days + 1, step)]


def added(rows):
    return sum((row for _key, row in rows), Numbers())


def test_OM_18_days_staff_products_and_months_add_up_to_the_total(company):
    for scope in (
        TallyScope(),
        TallyScope(date(2025, 12, 15), date(2026, 3, 2)),
        TallyScope(FIRST, None),
    ):
        expected = total(scope)
        assert expected.records > 5
        assert [added(grouped(scope, by)) for by in DIMENSIONS] == [expected] * 4


def test_OM_21_the_amounts_of_both_kinds_add_up(company):
    for _day, row in grouped(TallyScope(), "day"):
        assert row.ndp_total + row.rdp_total == row.total


def test_the_kinds_divide_every_number(company):
    both = [total(TallyScope(kind=kind)) for kind in ("NDP", "RDP")]
    assert both[0] + both[1] == total(TallyScope())


def test_any_range_equals_a_count_of_the_ledger(company):
    ends = [None, *days(FIRST - timedelta(days=2), LAST + timedelta(days=2))]

    @given(st.sampled_from(ends), st.sampled_from(ends))
    def check(start, end):
        dates = bounds(start, end)
        counted = of_records({"date": dates} if dates else {})
        assert total(TallyScope(start, end)) == counted

    check()


@pytest.mark.parametrize("start", [None, FIRST, date(2026, 1, 15)])
def test_one_reading_by_three_is_the_three_readings_by_one(company, start):
    scope = TallyScope(start, None, product=company[1].pk if start else None)
    for span in ("day", "month"):
        result = breakdown(scope, span)
        assert result.spans == grouped(scope, span)
        for parts, by in ((result.staff, "staff"), (result.products, "product")):
            assert {part.key: part.numbers for part in parts} == dict(grouped(scope, by))


def test_OM_26_the_highest_omset_comes_first_and_of_equals_the_one_with_more_days(product):
    once, often, most = (make_staff(name) for name in ("a once", "b often", "c most"))
    make_deposit(once, product, "x", "2026-02-01", 2000)
    make_deposit(once, make_product("Q"), "x", "2026-02-01", 1000)
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        make_deposit(often, product, "y", day, 1000)
    make_deposit(most, product, "z", "2026-02-04", 3001)
    parts = breakdown(TallyScope()).staff
    assert [(part.key, part.days) for part in parts] == [(most.pk, 1), (often.pk, 3), (once.pk, 1)]


def test_OM_28_the_recent_days_are_those_with_data_of_one_person_newest_first(owner, product):
    other, last = make_product("Q"), date(2026, 2, 13)
    for day in days(date(2026, 2, 1), last):
        make_deposit(owner, product, "x", day.isoformat())
        make_deposit(owner, other, "x", day.isoformat())
    make_deposit(make_staff(), product, "x", "2026-02-20")
    own = days(date(2026, 2, 4), last)[::-1]
    assert recent_days(owner.pk, products=2) == own
    assert recent_days(owner.pk, other.pk, products=1, most=3) == own[:3]
    assert recent_days(owner.pk, make_product().pk, products=1) == []


def test_totals_say_the_same_as_all_sums_and_are_read_from_an_index_alone(company):
    owner, product = company
    start = date(2025, 12, 15)
    own = [TallyScope(start, None, owner.pk), TallyScope(start, None, product=product.pk)]
    scopes = [TallyScope(), TallyScope(start, date(2026, 3, 2)), TallyScope(LAST, FIRST), *own]
    names = ("records", "total", "ndp", "rdp")

    def totals_of(row):
        return Totals(**{name: getattr(row, name) for name in names})

    assert numbers.totals_of_scopes(scopes) == [totals_of(total(scope)) for scope in scopes]
    for scope in scopes:
        by_day = {day: totals_of(row) for day, row in grouped(scope, "day")}
        assert list(numbers.totals_by(scope, "day").items()) == list(by_day.items())
    with pytest.raises(ValueError, match="both kinds"):
        numbers.totals_of_scopes([TallyScope(kind="NDP")])
    read = last_command(lambda: numbers.totals_by(TallyScope(start, LAST), "day"))
    assert rows_read(read) == 0
    assert indexes(read) == ["daily_tally_glance"]


def test_one_person_or_product_is_a_part_of_the_whole(company):
    owner, product = company
    own = dict(grouped(TallyScope(), "staff"))[owner.pk]
    assert total(TallyScope(staff=owner.pk)) == own
    assert (
        total(TallyScope(product=product.pk)) == dict(grouped(TallyScope(), "product"))[product.pk]
    )
    assert total(TallyScope(staff=owner.pk, product=product.pk)) == own
    assert dict(grouped(TallyScope(), "staff")).keys() - {owner.pk}


def test_months_are_named_by_their_first_day_and_only_those_with_records(owner, product):
    make_deposit(owner, product, day="2025-12-31")
    make_deposit(owner, product, day="2026-02-01")
    scope = TallyScope(date(2025, 12, 15), date(2026, 2, 15))
    assert [month for month, _row in grouped(scope, "month")] == [
        date(2025, 12, 1),
        date(2026, 2, 1),
    ]


def test_nothing_counts_in_an_empty_or_turned_round_range(company):
    assert total(TallyScope(date(2019, 1, 1), date(2019, 12, 31))) == Numbers()
    assert total(TallyScope(date(2026, 3, 1), date(2026, 1, 31))) == Numbers()


def test_OM_4_what_waits_has_numbers_of_its_own(owner, product):
    make_reservation(make_staff(), product)
    make_deposit(owner, product, nominal=100, multiplier=2)
    waiting = numbers.uncounted({"status": "pending"})
    assert total(TallyScope()) == Numbers()
    assert waiting.records == 1
    assert waiting.forms == Decimal(2)
    assert waiting.total == Decimal("200.00")
