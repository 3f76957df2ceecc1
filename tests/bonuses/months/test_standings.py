"""Each event rewrites what its month earns (BO-1 to BO-6), cases 24 to 27."""

from datetime import date
from decimal import Decimal

import pytest

from bonuses.models import Standing
from omset.ledger import approval, entries, trash
from tests.make import make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
HALF, FIVE = Decimal("2.50"), Decimal("5.00")


def test_BO_1_a_deposit_makes_a_standing(deposit, standing):
    deposit("2026-02-03", nominal=70 * MILLION)
    row = standing()
    assert row.total == 70 * MILLION
    assert row.records == 1
    assert row.ndp == 1
    assert row.days_worked == 1
    assert row.main_bonus == 20
    assert row.total_bonus == 20
    assert row.currency == "USD"


def test_BO_2_the_month_sums_totals_not_nominals(deposit, standing):
    deposit("2026-02-03", nominal=100_000, multiplier="2.5")
    assert standing().total == 250_000


def test_case_24_four_new_customers_in_two_products_are_eight(owner, product, bonus):
    for one in (product, make_product("Q")):
        for customer in "abcd":
            make_deposit(owner, one, customer, "2026-02-03")
    assert bonus() == HALF


def test_case_25_a_trashed_deposit_takes_the_tier_and_restoring_gives_it_back(
    deposit, bonus, owner, admin
):
    eleventh = deposit("2026-02-03", 11)[-1]
    assert bonus() == FIVE
    trash.delete(eleventh.pk, by=owner)
    assert bonus() == HALF
    trash.restore(eleventh.pk, by=admin)
    assert bonus() == FIVE


def test_case_26_a_pending_deposit_earns_nothing_until_approved(
    deposit, bonus, owner, product, admin
):
    deposit("2026-02-03", nominal=60 * MILLION)
    make_reservation(make_staff(), product, "held")
    waiting = make_deposit(owner, product, "held", "2026-02-04", 80 * MILLION)
    assert bonus() == 0
    approval.approve(waiting.pk, by=admin)
    assert bonus() == 50


def test_case_26_a_declined_deposit_never_earns(deposit, bonus, owner, product, admin):
    make_reservation(make_staff(), product, "held")
    waiting = make_deposit(owner, product, "held", "2026-02-04", 80 * MILLION)
    approval.decline(waiting.pk, by=admin, reason="no")
    assert bonus() == 0


def test_an_edit_moves_the_bonus_to_the_other_month(deposit, bonus, owner):
    [record] = deposit("2026-02-03", nominal=70 * MILLION)
    entry = entries.Entry(date(2026, 3, 1), record.customer_id, record.nominal)
    entries.edit(record.pk, entry, by=owner, version=record.version)
    assert bonus("2026-02-01") == 0
    assert bonus("2026-03-01") == 20


def test_a_back_dated_first_deposit_moves_ndp_between_months(owner, product, standing):
    make_deposit(owner, product, "x", "2026-03-02")
    make_deposit(owner, product, "x", "2026-02-02")
    assert standing("2026-02-01").ndp == 1
    assert standing("2026-03-01").ndp == 0


def test_BO_7_a_month_emptied_has_no_standing(deposit, standing, owner):
    [record] = deposit("2026-02-03")
    trash.delete(record.pk, by=owner)
    assert standing() is None


def test_one_person_s_event_writes_nobody_else_s_row(deposit, owner):
    other = make_staff()
    deposit("2026-02-03", staff=other)
    before = Standing.objects.get(staff=other)
    deposit("2026-02-03", 3)
    assert Standing.objects.get(staff=other).pk == before.pk
    assert Standing.objects.count() == 2


def test_a_refused_deposit_leaves_the_standing(deposit, standing, owner):
    [record] = deposit("2026-02-03")
    before = standing()
    entry = entries.Entry(record.date, "y", Decimal(5 * MILLION))
    with pytest.raises(entries.StaleVersion):
        entries.edit(record.pk, entry, by=owner, version=99)
    assert standing().total == before.total
