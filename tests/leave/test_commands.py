"""How often verbs and pages of leave ask the database; no oftener for more people."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.mongo.inspection import collection_scans, recorded_commands
from leave.attendance import corrections
from leave.attendance.check_in import Result, check_in
from leave.breaks import verbs
from leave.fees.closing import close
from leave.fees.statements import statements
from leave.fees.waivers import reinstate, waive
from leave.models import Waiver
from leave.report import report_lines
from leave.requests import deciding
from leave.rules.fees import FeeKind
from tests.leave.attendance.make import at, code_of, set_up
from tests.leave.fees.make import add_fee, come_late, day_of, pause_too_long, pay
from tests.leave.make import ask
from tests.make import make_staff

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
# A few rows in all.
FEW_ROWS = ("leave_calendarday", "leave_feeclosing", "leave_feebasis", "leave_teammember")
MOST_OF_A_PAGE = 12


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-03-10 12:00:00"), tick=False) as moving:
        yield moving


class Person:
    """Who does it, and the admin."""

    def __init__(self, staff, admin):
        self.staff, self.admin = staff, admin

    def ask(self):
        return ask(self.staff, "2026-03-20")[0]

    def correct(self):
        return corrections.ask(self.staff, date(2026, 3, 9), 660, reason="bus")

    def waive(self):
        return waive(self.staff.pk, date(2026, 2, 3), FeeKind.LATENESS, by=self.admin, reason="x")


# By verb what comes before it, the verb itself, and how many commands it may take: three of them
# are those of a row of history.
VERBS = {
    "ask for leave": (None, Person.ask, 11),
    "approve leave": (Person.ask, lambda one, it: deciding.approve(it.pk, by=one.admin), 13),
    "reject leave": (Person.ask, lambda one, it: deciding.reject(it.pk, by=one.admin), 10),
    "check in": (None, lambda one: check_in(one.staff, code_of(one.staff)), 12),
    "begin a break": (None, lambda one: verbs.start(one.staff), 9),
    "end a break": (lambda one: verbs.start(one.staff), lambda one, _it: verbs.stop(one.staff), 9),
    "ask for a correction": (None, Person.correct, 11),
    "approve a correction": (
        Person.correct,
        lambda one, it: corrections.approve(it.pk, by=one.admin),
        14,
    ),
    "waive": (None, Person.waive, 15),
    "charge again": (
        Person.waive,
        lambda one, it: reinstate(it.pk, by=one.admin, reason="x"),
        9,
    ),
    "add a fee": (None, lambda one: add_fee(one.staff, "2026-03-09", "5", by=one.admin), 10),
    "record a payment": (None, lambda one: pay(one.staff, "2026-02", "5", by=one.admin), 10),
}


@pytest.fixture
def person(owner, admin, clock):
    """Somebody whom other rows refer to already: the first one writes that once."""
    set_up(owner)
    clock.shift(60)
    come_late(owner, "2026-02-03", 10)
    come_late(owner, "2026-03-09", 10)
    add_fee(owner, "2026-03-01", "1", by=admin)
    for each in (owner, admin):
        each.refresh_from_db()
    return Person(owner, admin)


@pytest.mark.parametrize("name", VERBS)
def test_14_7_a_verb_reads_nothing_twice(name, person):
    first, verb, most = VERBS[name]
    before = [first(person)] if first else []
    with recorded_commands() as commands:
        done = verb(person, *before)
    assert len(commands) <= most, [(each.name, each.collection) for each in commands]
    assert name != "check in" or done.result == Result.CHECKED_IN


@pytest.fixture
def closed_months(owner, stranger, admin, clock):
    """Two people with three months behind them, two of them closed and one changed afterwards."""
    for month in ("2025-12", "2026-01", "2026-02", "2026-03"):
        of_days(owner, month, admin)
        of_days(stranger, month, admin)
    for month in ("2025-12-01", "2026-01-01"):
        close(day_of(month), by=admin)
    waive(owner.pk, date(2026, 1, 3), FeeKind.LATENESS, by=admin, reason="train")
    return owner


def of_days(staff, month, admin):
    come_late(staff, f"{month}-03", 10)
    pause_too_long(staff, f"{month}-04", 60)
    add_fee(staff, f"{month}-05", "5", by=admin)
    pay(staff, month, "3", by=admin)


PAGES = {
    "fees of everybody": "fees/?month=2026-02",
    "fees of a closed month": "fees/?month=2026-01",
    "statement": "fees/{owner}/?month=2026-02",
    "statement of a closed month": "fees/{owner}/?month=2026-01",
    "report": "report/?start=2026-02-01&end=2026-02-28",
    "report of several months": "report/?start=2025-12-10&end=2026-03-05",
    "payments": "fees/payments/",
    "closing": "fees/closing/?month=2026-02",
}

WITH_ALL_PAYMENTS = {"fees of everybody", "fees of a closed month", "payments"}


@pytest.mark.parametrize("name", PAGES)
def test_14_5_a_page_of_fees_asks_at_most_twelve_times(name, closed_months, admin, client_of):
    client, page = client_of(admin), f"/leave/{PAGES[name].format(owner=closed_months.pk)}"
    client.get("/leave/fees/")
    with recorded_commands() as commands:
        assert client.get(page).status_code == 200
    assert len(commands) <= MOST_OF_A_PAGE, [(each.name, each.collection) for each in commands]
    # The sum of all payments that ever were wants every one.
    allowed = (*FEW_ROWS, "leave_payment") if name in WITH_ALL_PAYMENTS else FEW_ROWS
    assert [tuple(scan)[:2] for scan in collection_scans(commands, allowed=allowed)] == []


@pytest.mark.parametrize("name", ["fees of everybody", "report of several months"])
def test_14_5_more_people_are_no_more_commands(name, closed_months, admin, client_of):
    client, page = client_of(admin), f"/leave/{PAGES[name]}"
    before = commands_of(client, page)
    for number in range(12):
        come_late(make_staff(f"more-{number}"), "2026-02-03", 7)
    assert commands_of(client, page) == before


def commands_of(client, page):
    client.get(page)
    with recorded_commands() as commands:
        assert client.get(page).status_code == 200
    return len([each for each in commands if each.collection != "cache"])


def test_14_5_statements_of_everybody_and_of_one_are_the_same(closed_months, stranger):
    """Read at once or one by one, the numbers are one."""
    for number in range(4):
        month = (date(2025, 12, 1), date(2026, 1, 1), FEBRUARY, date(2026, 3, 1))[number]
        of_all = statements(month)
        for person in (closed_months, stranger):
            assert of_all[person.pk] == statements(month, [person.pk])[person.pk]
    changed = statements(FEBRUARY)[closed_months.pk].changes
    assert [(line.date, line.amount) for line in changed] == [(date(2026, 1, 3), -50)]


def test_14_5_the_report_of_days_has_the_times_of_closed_months_as_well(closed_months, stranger):
    lines = {line.staff_id: line for line in report_lines(date(2025, 12, 4), date(2026, 3, 3))}
    late = [lines[person.pk].late_minutes for person in (closed_months, stranger)]
    assert late == [30, 30]
    assert lines[closed_months.pk].break_over_minutes == 3
    assert Waiver.objects.count() == 1
    assert timezone.localdate() - timedelta(days=7) == date(2026, 3, 3)
