"""Leave of the floor: what waits, what is over, a range over two months, a note that is long."""

from datetime import timedelta

from django.utils import timezone

from leave.requests import deciding
from leave.requests.teams import put_in_team
from tests.leave.make import ask


def leave_floor(staff, colleague, admin, product):
    """What pages of leave can be opened for, by the label in every_page.py."""
    put_in_team(staff, product, by=admin)
    [rejected, _waits] = ask(staff, day(3), day(4), reason="acara keluarga " * 20)
    deciding.reject(rejected.pk, by=admin, reason="terlalu ramai " * 20)
    [taken] = ask(colleague, day(3), hours="13:00-15:30")
    deciding.approve(taken.pk, by=admin)
    [waits] = ask(staff, day(40))
    return {"leave": waits}


def day(number):
    return str(timezone.localdate() + timedelta(days=number))
