"""The one place where a request that is stored is written again."""

from typing import Any

from django.utils import timezone

from crm.audit.record import SYSTEM, changes, facts, note_event
from crm.notifications.send import settle
from crm.staff.models import User
from leave.models import LeaveRequest, LeaveStatus
from leave.rules.states import ACTIVE, State

# What history keeps. Why somebody is ill is no part of it.
TRACKED = (
    "date",
    "type",
    "starts",
    "ends",
    "minutes",
    "status",
    "is_given_back",
    "note",
    "override_reason",
    "is_unseen",
)


def change(
    request: LeaveRequest, verb: str, *, by: User | None, reason: str = "", **values: Any
) -> LeaveRequest:
    """Write these columns of a request, with history; in the transaction that holds its month.

    `by` None means the system. A new status says who decided; what asked admins to decide is
    settled once nothing of the group waits.
    """
    before = facts(request, TRACKED)
    if "status" in values:
        values["is_active"] = State(values["status"]) in ACTIVE
        values["decided_at"] = timezone.now()
        values["decided_by_name"] = by.name if by else SYSTEM
    values["version"] = request.version + 1
    # With the staff member, by whom the rows lie on shards.
    own = LeaveRequest.objects.filter(staff_id=request.staff_id, pk=request.pk)
    own.update(**values)
    for name, value in values.items():
        setattr(request, name, value)
    old, new = changes(before, facts(request, TRACKED))
    note_event(request, verb, by=by, before=old, after=new, reason=reason, sequence=request.version)
    if "status" in values:
        _settle(request)
    return request


def _settle(request: LeaveRequest) -> None:
    group = LeaveRequest.objects.filter(staff_id=request.staff_id, group_id=request.group_id)
    if not group.filter(status=LeaveStatus.PENDING).exists():
        settle(request.group_id)
