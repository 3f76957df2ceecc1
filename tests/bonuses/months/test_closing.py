"""Closed months never change silently: what changes is an adjustment later."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from bonuses.models import Adjustment, Statement
from bonuses.months import closing
from crm.audit.models import Event
from omset.ledger import trash
from omset.locks import mark_recount_due
from tests.make import make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (2, 3, 4))


@pytest.fixture
@remembered
def closed(deposit, admin):
    """February is closed at 70 million: 20 dollars."""
    [record] = deposit("2026-02-03", nominal=70 * MILLION)
    closing.close(FEBRUARY, by=admin)
    return record


def lines():
    fields = ("month", "into", "amount", "cause", "record", "actor_name")
    return list(Adjustment.objects.order_by("pk").values_list(*fields))


def test_a_statement_freezes_figures_days_and_plan(closed):
    statement = Statement.objects.get()
    assert statement.figures["total_bonus"] == "20.00"
    assert statement.figures["total"] == "70000000.00"
    assert [day["date"] for day in statement.days] == ["2026-02-03"]
    assert statement.plan["targets"] == ["100000000", 10, 15]
    assert len(statement.fingerprint) == 64


def test_a_later_change_is_a_line_in_the_next_open_month(closed, owner):
    trash.delete(closed.pk, by=owner)
    assert lines() == [
        (FEBRUARY, MARCH, Decimal(-20), "delete", str(closed.pk), owner.name),
    ]
    assert Statement.objects.get().figures["total_bonus"] == "20.00"


def test_statement_and_lines_add_up_to_what_is_earned_now(closed, deposit, owner, admin, bonus):
    deposit("2026-02-10", nominal=80 * MILLION)
    trash.delete(closed.pk, by=owner)
    trash.restore(closed.pk, by=admin)
    frozen = Decimal(Statement.objects.get().figures["total_bonus"])
    assert frozen + sum(line[2] for line in lines()) == bonus()
    assert [line[2] for line in lines()] == [30, -30, 30]


def test_a_change_that_moves_no_bonus_is_not_silent_either(closed, deposit):
    deposit("2026-02-10", nominal=1 * MILLION)
    [line] = Adjustment.objects.all()
    assert line.amount == 0
    assert line.old["total"] == "70000000.00"
    assert line.new["total"] == "71000000.00"


def test_somebody_without_a_statement_gets_a_line(closed, deposit):
    other = make_staff("late")
    deposit("2026-02-10", nominal=70 * MILLION, staff=other)
    [line] = Adjustment.objects.all()
    assert line.staff_id == other.pk
    assert line.amount == 20


def test_lines_are_frozen_with_the_month_they_went_into(closed, owner, admin):
    trash.delete(closed.pk, by=owner)
    closing.close(MARCH, by=admin)
    statement = Statement.objects.get(month=MARCH)
    assert statement.figures["total_bonus"] == "0.00"
    assert statement.adjusted == {"USD": "-20.00"}


def test_the_next_open_month_steps_over_closed_ones(closed, owner, admin):
    closing.close(MARCH, by=admin)
    trash.delete(closed.pk, by=owner)
    assert [line[:3] for line in lines()] == [(FEBRUARY, APRIL, Decimal(-20))]


def test_an_open_month_makes_no_lines(closed, deposit):
    deposit("2026-03-03", nominal=70 * MILLION)
    assert lines() == []


def test_a_month_is_closed_once(closed, admin):
    with pytest.raises(closing.AlreadyClosed):
        closing.close(FEBRUARY, by=admin)


@time_machine.travel("2026-02-28T10:00:00+07:00")
def test_a_month_is_closed_only_when_it_is_over(deposit, admin):
    with pytest.raises(closing.NotOver):
        closing.close(FEBRUARY, by=admin)


def test_a_month_is_not_closed_while_an_import_waits_for_its_recount(deposit, owner, admin):
    deposit("2026-02-03")
    mark_recount_due([owner.pk], timezone.now())
    with pytest.raises(closing.NotCounted):
        closing.close(FEBRUARY, by=admin)
    assert Statement.objects.count() == 0


def test_reopening_takes_back_what_went_into_later_months(closed, owner, admin):
    trash.delete(closed.pk, by=owner)
    closing.reopen(FEBRUARY, by=admin, reason="a mistake")
    assert [line[1:4] for line in lines()] == [
        (MARCH, Decimal(-20), "delete"),
        (MARCH, Decimal(20), "reopen"),
    ]
    assert Event.objects.filter(verb="reopen").get().reason == "a mistake"


def test_what_changes_in_a_reopened_month_moves_nothing_later(closed, owner, admin):
    closing.reopen(FEBRUARY, by=admin, reason="a mistake")
    trash.delete(closed.pk, by=owner)
    assert lines() == []


def test_closed_again_it_states_what_is_true_then(closed, owner, admin):
    trash.delete(closed.pk, by=owner)
    closing.reopen(FEBRUARY, by=admin, reason="a mistake")
    trash.restore(closed.pk, by=admin)
    trash.delete(closed.pk, by=owner)
    closing.close(FEBRUARY, by=admin)
    frozen = Statement.objects.order_by("pk").values_list("month", "figures", "adjusted")
    assert [(row[0], row[1]["total_bonus"]) for row in frozen] == [(FEBRUARY, "20.00")]


def test_only_a_closed_month_is_reopened(admin):
    with pytest.raises(closing.NotClosed):
        closing.reopen(FEBRUARY, by=admin, reason="?")
