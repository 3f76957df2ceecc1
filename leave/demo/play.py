"""Plays what has happened among the demo's people, one moment after the other."""

from contextlib import suppress
from datetime import UTC

import time_machine
from django.utils import timezone

from leave.attendance import authenticators, corrections
from leave.breaks import verbs
from leave.calendar.deciding import DayInCalendar
from leave.demo import attendance, breaks, calendar, fees, requests
from leave.demo.floor import Floor
from leave.fees import errors
from leave.requests import asking, deciding

# A run that was killed is taken up by doing everything again: what is done already says so. On
# some days of a year holidays leave less to do.
NOTHING_TO_DO = (
    asking.LeaveRefused,
    authenticators.AlreadySetUp,
    corrections.AskedAlready,
    corrections.NotPending,
    verbs.AlreadyOnBreak,
    verbs.NotOnBreak,
    verbs.NotWaiting,
    DayInCalendar,
    deciding.NotActive,
    deciding.NotPending,
    deciding.NotTheirs,
    errors.AlreadyClosed,
    errors.AlreadyWaived,
    errors.NothingDue,
    errors.NothingToWaive,
    errors.NotInForce,
)
PARTS = (calendar, requests, attendance, breaks, fees)


def play_leave(floor: Floor) -> None:
    """Write a year of holidays, two months of work, leave in every state, a closed month of fees.

    For the time of it the clock of this process shows the instant of each moment.
    """
    now = timezone.now()
    moments = [moment for part in PARTS for moment in part.moments(floor) if moment.at <= now]
    with time_machine.travel(now, tick=False) as clock:
        for moment in sorted(moments, key=lambda each: each.at):
            clock.move_to(moment.at.astimezone(UTC))
            with suppress(*NOTHING_TO_DO):
                moment.act()
