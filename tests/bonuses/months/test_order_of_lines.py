"""Kind: an id is no time. Adjustment lines stand in the order of the events, and add up."""

import random
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.months import closing
from bonuses.months.discrepancies import discrepancies
from crm.mongo.numbering import number_rows
from omset.ledger import trash
from tests.make import make_admin
from tests.omset.test_concurrency import at_once
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
FEBRUARY = date(2026, 2, 1)
AMOUNTS = (70, 30, 40, 70, 70)


@pytest.fixture
@remembered
def closed(deposit, admin):
    """February is closed with 280 million of one day: 100 dollars."""
    deposits = [deposit("2026-02-03", nominal=amount * MILLION)[0] for amount in AMOUNTS]
    closing.close(FEBRUARY, by=admin)
    return deposits


@pytest.fixture
def two_deleted(closed, owner, falling_ids):
    """Both 70s and then the 40, the three lines with ever smaller ids."""
    with time_machine.travel("2026-03-09T10:00:00+07:00", tick=False):
        for record in (closed[3], closed[4], closed[2]):
            trash.delete(record.pk, by=owner)


def amounts():
    return list(Adjustment.objects.in_order().values_list("amount", flat=True))


def of_february():
    [discrepancy] = discrepancies(Closing.objects.get(month=FEBRUARY))
    return discrepancy


def total_bonus(discrepancy):
    return next(figure for figure in discrepancy.figures if figure.name == "total_bonus")


def test_the_ids_of_the_lines_fall(two_deleted):
    pks = list(Adjustment.objects.in_order().values_list("pk", flat=True))
    assert pks == sorted(pks, reverse=True)


def test_each_line_follows_from_the_ones_before_it_whatever_their_ids(two_deleted):
    assert amounts() == [-25, -25, -20]


def test_what_is_paid_is_what_is_earned(two_deleted, bonus):
    frozen = Decimal(Statement.objects.get().figures["total_bonus"])
    assert frozen == 100
    assert sum(amounts()) == -70
    assert bonus() == 30


def test_the_lines_explain_the_difference(two_deleted):
    assert of_february().is_explained
    assert total_bonus(of_february()).explained == -70


def test_lines_are_read_in_their_order_on_the_pages(two_deleted, client_of, owner):
    page = client_of(owner).get("/bonuses/mine/?month=2026-03")
    assert [line.amount for line in page.context["statement"].adjustments] == [-25, -25, -20]


def test_lines_that_do_not_add_up_explain_nothing(two_deleted):
    last = Adjustment.objects.in_order().last()
    Adjustment.objects.filter(pk=last.pk).update(amount=-45)
    assert not of_february().is_explained
    assert total_bonus(of_february()).unexplained == 25


def test_the_next_line_makes_up_for_lines_that_did_not_add_up(two_deleted, closed, owner, bonus):
    last = Adjustment.objects.in_order().last()
    Adjustment.objects.filter(pk=last.pk).update(amount=-45)
    trash.delete(closed[1].pk, by=owner)
    assert amounts() == [-25, -25, -45, 15]
    assert 100 + sum(amounts()) == bonus() == 20
    assert of_february().is_explained


def test_reopening_takes_back_the_sum_of_the_lines(two_deleted, admin):
    closing.reopen(FEBRUARY, by=admin, reason="a mistake")
    assert amounts() == [-25, -25, -20, 70]
    last = Adjustment.objects.in_order().last()
    assert last.cause == "reopen"
    assert last.new["total_bonus"] == "100.00"


def test_a_line_names_customer_date_and_amount_by_itself(two_deleted, closed):
    last = Adjustment.objects.in_order().last()
    assert last.customer_id == closed[2].customer_id
    assert last.deposit_date == date(2026, 2, 3)
    assert last.deposit_total == 40 * MILLION


def test_two_admins_at_once_leave_every_month_added_up(deposit, owner, admin, falling_ids):
    months = [date(2025, month, 1) for month in range(7, 13)]
    deposits = [
        deposit(f"{month:%Y-%m}-03", nominal=amount * MILLION)[0]
        for month in months
        for amount in AMOUNTS
    ]
    for month in months:
        closing.close(month, by=admin)
    other = make_admin("other")
    random.Random(7).shuffle(deposits)
    halves = ((admin, deposits[: len(deposits) // 3]), (other, deposits[len(deposits) // 3 : -3]))

    def delete(by, records):
        for record in records:
            trash.delete(record.pk, by=by)

    assert at_once(*(lambda half=half: delete(*half) for half in halves)) == [None, None]
    earned = dict(Standing.objects.values_list("month", "total_bonus"))
    for one in Closing.objects.all():
        paid = 100 + sum(one.adjustments.values_list("amount", flat=True))
        assert paid == earned.get(one.month, 0)
        chain = [(line.old, line.new) for line in one.adjustments.in_order()]
        assert [old for old, _new in chain[1:]] == [new for _old, new in chain[:-1]]


def test_lines_from_before_are_numbered_by_their_instants_and_keep_all_else(two_deleted, owner):
    before = list(Adjustment.objects.in_order().values())
    for place, line in enumerate(before):
        at = line["created_at"].replace(microsecond=1000 * place)
        Adjustment.objects.filter(pk=line["id"]).update(sequence=0, created_at=at)
        line["created_at"], line["sequence"] = at, place - 2
    for _twice in range(2):
        options = {"within": "staff_id", "by": "created_at", "match": {}}
        number_rows(connection, Adjustment._meta.db_table, "sequence", **options)
    assert list(Adjustment.objects.in_order().values()) == before


def test_a_later_event_comes_behind_the_numbered_ones(two_deleted, closed, owner):
    options = {"within": "staff_id", "by": "created_at", "match": {}}
    number_rows(connection, Adjustment._meta.db_table, "sequence", **options)
    trash.delete(closed[1].pk, by=owner)
    assert amounts()[-1] == -10
