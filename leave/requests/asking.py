"""Asking for leave: a day, or a range as one group of days, all or nothing (LV-1 to LV-4)."""

from collections.abc import Sequence
from typing import NamedTuple

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.calendar import first_day
from crm.mongo.stored import store_new
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins
from crm.staff.models import Role, User
from crm.staff.usage import refer_to
from leave.locks import lock_leave
from leave.models import LeaveRequest, LeaveStatus, LeaveType
from leave.policies import leave_decisions
from leave.requests.changes import TRACKED, change
from leave.requests.planning import MOST_DAYS, Plan, Wish, plan_behind_locks
from leave.requests.teams import limits_of, lock_limited_days
from leave.rules.asking import AskedDay, RefusedDay
from leave.rules.states import State, last_day_to_decide


class LeaveRefused(Exception):
    """Some of the days can not be had: nothing was asked for. `days` says why, day by day."""

    def __init__(self, days: Sequence[RefusedDay]) -> None:
        super().__init__(", ".join(f"{each.date}: {each.why}" for each in days))
        self.days = list(days)


class FormReused(Exception):
    """The form was sent before, for other days or for some that are not asked for any more."""


class LeaveSubmission(NamedTuple):
    """What was asked for, and the plan that it went by."""

    requests: list[LeaveRequest]
    plan: Plan


@transactional
def ask(wish: Wish, *, staff: User, reason: str, idempotency_key: str) -> LeaveSubmission:
    """Ask for the days of a wish, closed ones left out; tell the admins.

    Sent twice, it is asked once. A sole master admin, about whom nobody could decide, takes his
    leave at once, and it says so. Raises LeaveRefused, FormReused; ValueError for an impossible
    range.
    """
    if not 0 < len(wish.days) <= MOST_DAYS:
        raise ValueError(f"{len(wish.days)} days")
    refer_to(staff)
    events = lock_leave(staff.pk, wish.days)
    decided = leave_decisions()
    limits = limits_of(staff.pk, wish.days, decided)
    lock_limited_days(limits)
    plan = plan_behind_locks(wish, decided, limits)
    # Behind the locks: of a form that is sent twice at once the second finds the first one's.
    earlier = [each for each in plan.own if each.idempotency_key == idempotency_key]
    if earlier:
        return LeaveSubmission(_as_sent_before(earlier, wish, plan), plan)
    if plan.refused:
        raise LeaveRefused(plan.refused)
    _end_undecided(plan, wish)
    group_id, is_alone = ObjectId(), is_sole_master(staff)
    requests = [
        _new(wish, plan, day, staff, group_id, is_alone, events[day.month]) for day in plan.days
    ]
    for request in requests:
        request.reason, request.idempotency_key = reason, idempotency_key
    # All days in one command. It gives no keys back: each has had its own from the start.
    store_new(list(requests))
    for request in requests:
        verb = "take" if is_alone else "request"
        note_event(request, verb, by=staff, after=facts(request, TRACKED), sequence=1)
    if not is_alone:
        _tell_admins(requests, staff)
    return LeaveSubmission(requests, plan)


def _as_sent_before(earlier: list[LeaveRequest], wish: Wish, plan: Plan) -> list[LeaveRequest]:
    """What the same form has asked for, if that is what it says still. Raises FormReused."""
    held = {(each.date, each.type, each.starts, each.ends) for each in earlier if each.is_held}
    wished = {(day.date, wish.type.value, wish.starts, wish.ends) for day in plan.days}
    if held != wished:
        raise FormReused
    return earlier


def _end_undecided(plan: Plan, wish: Wish) -> None:
    """What nobody decided in time stands in the way of no new request for the same day."""
    for each in plan.own:
        is_late = each.is_active and each.state == State.UNDECIDED
        if is_late and wish.first <= each.date <= wish.last:
            change(each, "undecided", by=None, status=LeaveStatus.UNDECIDED)


def is_sole_master(user: User) -> bool:
    """Whether there is no other master admin who could decide about this one's leave."""
    if user.role != Role.MASTER_ADMIN:
        return False
    masters = User.objects.active().filter(role=Role.MASTER_ADMIN)
    return not masters.exclude(pk=user.pk).exists()


def _new(
    wish: Wish,
    plan: Plan,
    day: AskedDay,
    staff: User,
    group_id: ObjectId,
    is_alone: bool,
    sequence: int,
) -> LeaveRequest:
    settings, now = plan.settings[first_day(day.date)], timezone.now()
    minutes = plan.minutes[day.date]
    request = LeaveRequest(
        pk=ObjectId(),
        staff_id=staff.pk,
        staff_name=staff.name,
        date=day.date,
        type=wish.type,
        starts=wish.starts,
        ends=wish.ends,
        minutes=minutes,
        is_whole_day=wish.type == LeaveType.OFF or minutes >= settings.off_day,
        decide_by=last_day_to_decide(day.date, timezone.localdate()),
        group_id=group_id,
        sequence=sequence,
        created_at=now,
    )
    if is_alone:
        request.status, request.is_unseen = LeaveStatus.APPROVED, True
        request.decided_at, request.decided_by_name = now, staff.name
    return request


def _tell_admins(requests: list[LeaveRequest], staff: User) -> None:
    first, days = requests[0], len(requests)
    kind = "leave-requested" if days == 1 else "leave-requested-days"
    url = reverse("leave:one", args=[first.pk])
    ask_admins(
        first.group_id,
        kind,
        url,
        1,
        besides=staff.pk,
        staff=staff.name,
        date=first.date.isoformat(),
        days=str(days),
    )
