"""Leave and closed days as the calendar's tests need them."""

from datetime import date

from bson import ObjectId
from django.utils import timezone

from crm.mongo.transaction import transactional
from leave.calendar import deciding
from leave.calendar.deciding import DayDecision
from leave.locks import lock_leave
from leave.models import LeaveRequest, LeaveStatus, LeaveType
from leave.rules.days import DayKind
from leave.rules.states import ACTIVE, State

OFF_DAY = 12 * 60
CLOSED = DayDecision(DayKind.CLOSED_FREE)
OPEN = DayDecision(DayKind.WORKS)


@transactional
def make_leave(staff, day, status=LeaveStatus.APPROVED, *, sick=None, **more):
    """A request as stored; `sick` is from and to, in minutes after midnight."""
    day = date.fromisoformat(day)
    lock_leave(staff.pk, [day])
    starts, ends = sick or (None, None)
    minutes = ends - starts if sick else OFF_DAY
    return LeaveRequest.objects.create(
        staff=staff,
        staff_name=staff.name,
        date=day,
        type=LeaveType.SICK if sick else LeaveType.OFF,
        starts=starts,
        ends=ends,
        minutes=minutes,
        status=status,
        is_active=State(status) in ACTIVE,
        decide_by=max(day, timezone.localdate()),
        group_id=ObjectId(),
        sequence=1,
        idempotency_key=str(ObjectId()),
        **more,
    )


def close(day, by, decision=CLOSED, name="Ulang tahun"):
    """A day of the floor's own."""
    return deciding.add_day(date.fromisoformat(day), decision, name=name, by=by)


def decide(decided, decision, by):
    """The same day, decided anew."""
    day = decided.day
    return deciding.decide_day(day.pk, day.version, decision, by=by)
