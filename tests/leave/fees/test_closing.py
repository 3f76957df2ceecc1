"""A closed month says what it said; what changes later is a line of the first open month after."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from crm.calendar import first_day
from crm.notifications.models import Notification
from crm.staff.accounts import people
from leave import proof
from leave.calendar.deciding import DayDecision, add_day
from leave.fees.closed import changed_since, closed_months
from leave.fees.closing import close, reopen
from leave.fees.errors import AlreadyClosed, NotClosed, NotOver, ToldLater
from leave.fees.statements import lines_now, statement_of
from leave.fees.waivers import waive
from leave.models import ClosedStatement, FeeClosing
from leave.rules.days import DayKind
from leave.rules.fees import FeeKind, total_of
from tests.leave.fees.make import add_fee, come_late, day_of, pay
from tests.make import make_master

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = (day_of(f"2026-0{month}-01") for month in (2, 3, 4))
DAY = day_of("2026-02-03")


def of(staff, month):
    return statement_of(staff.pk, month)


@pytest.fixture
def late(owner):
    come_late(owner, "2026-02-03", 10)
    return owner


@pytest.fixture
def closed(late, admin):
    close(FEBRUARY, by=admin)
    return late


def test_the_statement_stays_and_the_change_is_told_in_the_next_month(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    assert of(closed, FEBRUARY).total == Decimal("50.00")
    [change] = of(closed, MARCH).changes
    assert change.amount == Decimal("-50.00")
    assert change.date == DAY
    assert of(closed, MARCH).credit == Decimal("50.00")
    assert of(closed, APRIL).total == 0


def test_a_correction_of_the_check_in_is_a_change_as_well(closed):
    come_late(closed, "2026-02-03", 4)
    assert of(closed, FEBRUARY).total == Decimal("50.00")
    assert of(closed, MARCH).total == Decimal("-30.00")


def test_a_change_is_told_once_however_many_months_are_closed_after_it(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    close(MARCH, by=admin)
    assert of(closed, MARCH).total == Decimal("-50.00")
    assert of(closed, APRIL).total == 0
    add_fee(closed, "2026-02-10", "7", by=admin)
    add_fee(closed, "2026-03-10", "8", by=admin)
    assert of(closed, MARCH).total == Decimal("-50.00")
    assert of(closed, APRIL).total == Decimal("15.00")


def test_what_a_closed_month_tells_of_an_earlier_one_is_recomputed_no_more(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    assert list(changes_untold(closed)) == [(closed.pk, FEBRUARY)]
    close(MARCH, by=admin)
    assert changes_untold(closed) == {}
    add_fee(closed, "2026-02-10", "7", by=admin)
    assert list(changes_untold(closed)) == [(closed.pk, FEBRUARY)]
    assert of(closed, APRIL).total == Decimal("7.00")


def test_a_reopened_month_tells_again_what_it_told_when_it_was_closed(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    close(MARCH, by=admin)
    reopen(MARCH, by=make_master(), reason="wrong list")
    assert of(closed, MARCH).total == Decimal("-50.00")
    close(MARCH, by=admin)
    assert of(closed, MARCH).total == Decimal("-50.00")
    assert of(closed, APRIL).total == 0


def changes_untold(staff):
    closed = closed_months()
    return changed_since([staff.pk], closed, closed)


def test_all_statements_together_are_all_that_is_charged(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    close(MARCH, by=admin)
    come_late(closed, "2026-02-06", 3)
    months = [FEBRUARY, MARCH, APRIL]
    told = sum(of(closed, month).total for month in months)
    now = lines_now([(closed.pk, month) for month in months])
    assert told == sum(total_of(lines) for lines in now.values()) == Decimal("15.00")


def test_payments_of_a_closed_month_go_on_and_change_no_line(closed, admin):
    pay(closed, "2026-02", "20", by=admin)
    assert of(closed, FEBRUARY).due == Decimal("30.00")
    assert of(closed, MARCH).changes == ()


def test_a_month_that_is_not_over_is_not_closed(admin):
    with pytest.raises(NotOver):
        close(first_day(timezone.localdate()), by=admin)


def test_a_month_is_closed_once(closed, admin):
    with pytest.raises(AlreadyClosed):
        close(FEBRUARY, by=admin)


def test_of_many_who_close_at_once_one_does(late, admin):
    def attempt(_number):
        try:
            close(FEBRUARY, by=admin)
        except AlreadyClosed:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert ClosedStatement.objects.filter(staff_id=late.pk).count() == 1


def test_a_waiver_at_the_moment_of_closing_is_in_the_statement_or_a_change(late, admin):
    def waive_it():
        try:
            waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
        finally:
            connection.close()

    def close_it():
        try:
            close(FEBRUARY, by=admin)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(waive_it), pool.submit(close_it)]:
            done.result()
    assert of(late, FEBRUARY).total + of(late, MARCH).total == 0


def test_a_reopened_month_follows_what_is_recorded_again(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    reopen(FEBRUARY, by=make_master(), reason="wrong list")
    assert of(closed, FEBRUARY).total == 0
    assert of(closed, MARCH).total == 0
    assert FeeClosing.objects.get().reason == "wrong list"
    with pytest.raises(NotClosed):
        reopen(FEBRUARY, by=make_master(), reason="again")


def test_a_month_of_which_a_later_closed_one_tells_is_reopened_after_that(closed, admin):
    waive(closed.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    close(MARCH, by=admin)
    master = make_master()
    with pytest.raises(ToldLater):
        reopen(FEBRUARY, by=master, reason="wrong list")
    reopen(MARCH, by=master, reason="first this")
    reopen(FEBRUARY, by=master, reason="then that")
    assert of(closed, FEBRUARY).total == 0


def told(person):
    """The closings that the inbox tells of, in order."""
    messages = Notification.objects.filter(user=person, kind="fees-closed").order_by("at", "pk")
    return [(each.facts["total"], each.text) for each in messages]


def test_whoever_has_a_line_is_told_of_the_closing(late, stranger, admin):
    pay(late, "2026-02", "20", by=admin)
    close(FEBRUARY, by=admin)
    [(total, text)] = told(late)
    assert total == "$ 50,00"
    assert "February 2026" in text
    assert "$ 30,00" in text
    assert told(stranger) == told(admin) == []


def test_a_month_that_is_closed_again_is_told_only_if_it_says_something_else(closed, admin):
    master = make_master()
    reopen(FEBRUARY, by=master, reason="wrong list")
    close(FEBRUARY, by=admin)
    assert [total for total, _text in told(closed)] == ["$ 50,00"]
    reopen(FEBRUARY, by=master, reason="one more fee")
    add_fee(closed, "2026-02-10", "7", by=admin)
    close(FEBRUARY, by=admin)
    assert [total for total, _text in told(closed)] == ["$ 50,00", "$ 57,00"]


def test_a_month_that_somebody_paid_in_advance_and_nothing_else_is_closed(owner, admin):
    pay(owner, "2026-02", "20", by=admin)
    close(FEBRUARY, by=admin)
    assert of(owner, FEBRUARY).credit == Decimal("20.00")
    come_late(owner, "2026-02-03", 10)
    assert of(owner, MARCH).total == Decimal("50.00")


def test_a_day_that_is_closed_afterwards_is_a_change_for_whoever_has_left_too(closed, admin):
    people.deactivate(closed.pk, by=admin)
    add_day(DAY, DayDecision(DayKind.CLOSED_FREE), name="Flood", by=admin)
    assert of(closed, FEBRUARY).total == Decimal("50.00")
    assert of(closed, MARCH).total == Decimal("-50.00")
    assert list(proof.differences()) == []
