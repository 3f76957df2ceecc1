"""Admins are told that breaks pass the allowance: once a person and shift (IZ-2)."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from crm.notifications.send import notify
from crm.staff.models import User
from leave.breaks.reads import breaks_of, totals_of
from leave.models import Break, BreakAlert
from leave.rules.breaks import BreakTotal, minutes_of

MONITOR = "leave:breaks"


def alert_if_over(ended: Break, allowance_of: Callable[[date], int]) -> BreakTotal:
    """Tell all admins if the agreed breaks of the shift pass the allowance; the sum of them.

    In the transaction of what ended the break, after its first write.
    """
    place = ended.staff_id, ended.shift_date
    counted = totals_of(breaks_of(*place), allowance_of)[place]
    if counted.over_agreed and not _is_noted(ended):
        BreakAlert.objects.create(staff_id=ended.staff_id, shift_date=ended.shift_date)
        notify(
            User.objects.admins().values_list("pk", flat=True),
            "break-over",
            reverse(MONITOR),
            staff=ended.staff_name,
            date=ended.shift_date.isoformat(),
            minutes=f"{minutes_of(counted.agreed).normalize():f}",
        )
    return counted


def _is_noted(ended: Break) -> bool:
    noted = BreakAlert.objects.filter(staff_id=ended.staff_id, shift_date=ended.shift_date)
    return noted.exists()
