"""What happens by itself: what nobody decided in time, and reminding the admins of what waits."""

from datetime import date

from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.registry.runs.nightly import NightlyStep
from crm.staff.models import User
from leave.absences import days_away
from leave.models import LeaveReminder, LeaveRequest, LeaveStatus
from leave.requests.deciding import end_in_time


def end_all_undecided() -> NightlyStep:
    """Give back the hours of all that nobody decided in time, each in a transaction of its own."""
    late = LeaveRequest.objects.filter(
        status=LeaveStatus.PENDING, decide_by__lt=timezone.localdate()
    )
    done = sum(end_in_time(pk) for pk in list(late.values_list("pk", flat=True)))
    line = f"Leave: {done:,} requests were not decided in time."
    return NightlyStep("leave", {"undecided": done}, line)


@job
def remind_admins(context: JobContext, due: str) -> int:
    """Remind the admins who are there today of what waits; returns how many it has reminded."""
    try:
        return remind(timezone.localdate())
    except IntegrityError:
        return 0


@transactional
def remind(today: date) -> int:
    """Tell each admin who is present how much leave waits, once a day; how many were told.

    Raises IntegrityError if somebody does it at the same moment.
    """
    if LeaveReminder.objects.filter(day=today).exists():
        return 0
    waiting = LeaveRequest.objects.waiting().count()
    if not waiting:
        return 0
    admins = list(User.objects.admins().values_list("pk", flat=True))
    away = days_away(admins, today, today)
    present = [pk for pk in admins if today not in away.get(pk, ())]
    LeaveReminder.objects.create(day=today)
    url = reverse("leave:list") + "?status=pending"
    notify(present, "leave-waits", url, 0, count=str(waiting))
    return len(present)
