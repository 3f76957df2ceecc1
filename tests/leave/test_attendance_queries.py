"""What the pages of breaks and attendance ask of the database: by an index, and little of it."""

import pytest
import time_machine

from crm.mongo.inspection import collection_scans, recorded_commands
from leave.attendance import corrections
from leave.attendance.check_in import check_in_for
from leave.breaks import verbs
from tests.leave.attendance.make import at, set_up

pytestmark = pytest.mark.django_db
MOST = 14
# A few rows in all.
FEW_ROWS = ("leave_floorcode", "leave_calendarday")
PAGES = (
    "breaks/",
    "breaks/history/",
    "breaks/history/?first=2026-11-01&last=2026-11-30",
    "attendance/",
    "attendance/history/",
    "attendance/corrections/",
    "attendance/corrections/?status=pending",
)
ADMIN_PAGES = (
    *PAGES,
    "breaks/history/?waits=on",
    "breaks/history/?staff={owner}",
    "attendance/history/?staff={owner}",
    "attendance/authenticators/",
    "attendance/floor/",
)
STAFF_PAGES = (*PAGES, "attendance/check-in/", "attendance/setup/")


@pytest.fixture
def shift(owner, stranger, admin):
    """Two people in a shift, one of them with a break and a correction; returns the owner."""
    with time_machine.travel(at("2026-11-30 12:00:00"), tick=False) as clock:
        for person in (owner, stranger):
            check_in_for(person, by=admin, reason="x")
            set_up(person)
        corrections.ask(owner, at("2026-11-30 12:00:00").date(), 660, reason="x")
        verbs.start(owner)
        clock.shift(60)
        yield owner


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_a_page_of_admins_reads_by_an_index(shift, admin, client_of, page):
    assert_cheap(client_of(admin), page.format(owner=shift.pk))


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_a_page_of_staff_reads_by_an_index(shift, client_of, page):
    assert_cheap(client_of(shift), page)


def assert_cheap(client, page):
    client.get("/leave/breaks/")
    with recorded_commands() as commands:
        assert client.get(f"/leave/{page}").status_code == 200
    assert len(commands) <= MOST
    assert collection_scans(commands, allowed=FEW_ROWS) == []
