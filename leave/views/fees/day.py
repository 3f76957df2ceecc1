"""What happened on somebody's day: what its fees rest on."""

from dataclasses import dataclass
from datetime import date

from bson import ObjectId

from leave.attendance.hours import hours_reader
from leave.calendar.reads import closed_days
from leave.models import Break, CheckIn, LeaveRequest, ManualFee, Waiver
from leave.rules.days import ClosedDay
from leave.rules.shifts import Shift, shift_on


@dataclass(frozen=True)
class DayRecords:
    """The records of one day, as they are now."""

    shift: Shift
    check_in: CheckIn | None
    breaks: list[Break]
    leave: list[LeaveRequest]
    closed: ClosedDay | None
    manual: list[ManualFee]
    # Those that were taken back as well.
    waivers: list[Waiver]


def what_happened(staff_id: ObjectId, day: date) -> DayRecords:
    """The records of a person's day; seven commands."""
    on_day = {"staff_id": staff_id, "date": day}
    return DayRecords(
        shift=shift_on(day, hours_reader()(day)),
        check_in=CheckIn.objects.filter(**on_day).first(),
        breaks=list(
            Break.objects.filter(staff_id=staff_id, shift_date=day).order_by("started_at", "pk")
        ),
        leave=list(LeaveRequest.objects.filter(**on_day).order_by("created_at", "pk")),
        closed=closed_days(day, day).get(day),
        manual=list(ManualFee.objects.filter(**on_day).order_by("created_at", "pk")),
        waivers=list(Waiver.objects.filter(**on_day).order_by("created_at", "pk")),
    )
