"""Leave of the floor: what waits, what is over, a range over two months, a note that is long."""

from datetime import timedelta

from django.utils import timezone

from crm.calendar import next_month
from leave.calendar.copying import copy_year
from leave.feeds.links import make_feed
from leave.models import FeedScope
from leave.requests import deciding
from leave.requests.teams import put_in_team
from tests.leave.calendar.make import OPEN, close, decide, make_leave
from tests.leave.make import ask


def leave_floor(staff, colleague, admin, product):
    """What pages of leave can be opened for, by the label in every_page.py."""
    put_in_team(staff, product, by=admin)
    [rejected, _waits] = ask(staff, day(3), day(4), reason="acara keluarga " * 20)
    deciding.reject(rejected.pk, by=admin, reason="terlalu ramai " * 20)
    [taken] = ask(colleague, day(3), hours="13:00-15:30")
    deciding.approve(taken.pk, by=admin)
    [waits] = ask(staff, day(40))
    calendar(staff, admin)
    return {"leave": waits}


def calendar(staff, admin):
    """Copied days that wait, one that is closed, and leave whose hours found no room."""
    copy_year(timezone.localdate().year, by=admin)
    close(day(6), admin, name="Ulang tahun perusahaan yang kesepuluh")
    month = next_month(timezone.localdate() + timedelta(days=90))
    decided = close(str(month), admin)
    for number in range(3):
        make_leave(staff, str(month + timedelta(days=number)))
    decide(decided, OPEN, admin)
    make_feed(FeedScope.TEAM, by=staff)


def day(number):
    return str(timezone.localdate() + timedelta(days=number))
