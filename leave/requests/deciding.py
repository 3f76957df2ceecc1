"""Deciding about leave, and taking it back (LV-5). Many are decided by a loop over one."""

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from leave.calendar.reads import closed_days
from leave.locks import lock_month, lock_team_days, month_key
from leave.models import LeaveRequest, LeaveStatus, LeaveType
from leave.policies import away_limits
from leave.reads import month_balance
from leave.requests.asking import is_sole_master
from leave.requests.changes import change
from leave.requests.teams import team_of, together_away
from leave.rules.balance import cost
from leave.rules.states import State


class NotPending(Exception):
    """Only what waits can be approved or rejected; somebody may have been faster."""


class TooLate(NotPending):
    """Its day has passed: it was not decided in time, and its hours are free again."""


class NotActive(Exception):
    """Only what waits or is approved can be taken back."""


class NotApproved(NotActive):
    """It waits still: whoever asked can take it back, and an admin rejects it."""


class OwnRequest(PermissionDenied):
    """Nobody decides about their own leave (LV-7)."""


class NotTheirs(PermissionDenied):
    """Staff take back what they asked for themselves and nobody has approved yet."""


class NoRoom(Exception):
    """The month has not so many hours left: an admin may say why it is approved all the same."""


class TooManyAway(Exception):
    """More of the team would be away than the floor allows; likewise."""


@transactional
def approve(pk: ObjectId, *, by: User, override_reason: str = "") -> LeaveRequest:
    """Grant what waits, and tell whoever asked.

    The hours of the month and the people away are counted once more. Raises NotPending, TooLate,
    OwnRequest; NoRoom and TooManyAway unless `override_reason` says why it is granted all the same.
    """
    request = _pending(pk, by)
    override_reason = fitting_reason(override_reason)
    try:
        _check_room(request)
        _check_team(request)
        # Kept only where it was needed: history shows no exception that was none.
        override_reason = ""
    except (NoRoom, TooManyAway):
        if not override_reason:
            raise
    change(
        request,
        "approve",
        by=by,
        reason=override_reason,
        status=LeaveStatus.APPROVED,
        override_reason=override_reason,
    )
    _tell(request, "leave-approved", by)
    return request


@transactional
def reject(pk: ObjectId, *, by: User, reason: str = "") -> LeaveRequest:
    """Refuse what waits, with a note if there is one. Raises NotPending, TooLate, OwnRequest."""
    request, note = _pending(pk, by), fitting_reason(reason)
    change(request, "reject", by=by, reason=note, status=LeaveStatus.REJECTED, note=note)
    _tell(request, "leave-rejected", by)
    return request


@transactional
def cancel(
    pk: ObjectId, *, by: User, reason: str = "", is_whole_group: bool = False
) -> list[LeaveRequest]:
    """Take back a day, or all days asked for with it that can be; return them.

    Staff withdraw what waits of their own; admins cancel what was approved, but for their own.
    Raises NotActive, OwnRequest, NotTheirs.
    """
    first = locked(pk)
    if first is None:
        raise NotActive
    note = fitting_reason(reason)
    days = _group_of(first) if is_whole_group else [first]
    # The day itself is refused aloud; what else of its group can not be taken back stays.
    _take_back(first, by=by, note=note)
    rest = [each for each in days if each.pk != first.pk and _can_take_back(each, by)]
    return [first, *(_take_back(each, by=by, note=note) for each in rest)]


@transactional
def end_in_time(pk: ObjectId) -> bool:
    """Write of what nobody decided in time that it is so, and tell whoever asked; once."""
    request = locked(pk)
    if request is None or not request.is_active or request.state != State.UNDECIDED:
        return False
    change(request, "undecided", by=None, status=LeaveStatus.UNDECIDED)
    _tell(request, "leave-undecided", None)
    return True


def locked(pk: ObjectId) -> LeaveRequest | None:
    """The request as it is once nobody else can change its month; None if there is none."""
    place = LeaveRequest.objects.filter(pk=pk).values_list("staff_id", "date").first()
    if place is None:
        return None
    # Its month is known from itself alone: it is read again once nobody else can write to it.
    staff_id, day = place
    lock_month(staff_id, month_key(day))
    return LeaveRequest.objects.filter(staff_id=staff_id, pk=pk).first()


def _pending(pk: ObjectId, by: User) -> LeaveRequest:
    request = locked(pk)
    if request is None or request.status != LeaveStatus.PENDING:
        raise NotPending
    if request.staff_id == by.pk:
        raise OwnRequest
    if not by.is_admin:
        raise PermissionDenied
    if request.state == State.UNDECIDED:
        raise TooLate
    return request


def _check_room(request: LeaveRequest) -> None:
    month = month_balance(request.staff_id, request.date)
    closed = closed_days(request.date, request.date)
    if month.used + cost(request.facts, closed) > month.quota:
        raise NoRoom


def _check_team(request: LeaveRequest) -> None:
    if request.type == LeaveType.SICK:
        return
    team = team_of(request.staff_id)
    limit = away_limits([request.date], team.product_id)[request.date]
    if limit.most is None or not limit.blocks:
        return
    # Where nothing limits them two at once may both be away, and nobody waits.
    lock_team_days(team.product_id, [request.date])
    others = together_away(request.date, request.date, besides=request.staff_id)
    approved = [
        each for each in others.get(request.date, []) if each.status == LeaveStatus.APPROVED
    ]
    if team.count(approved) >= limit.most:
        raise TooManyAway


def _group_of(request: LeaveRequest) -> list[LeaveRequest]:
    """All days asked for at once, each with its month locked."""
    group = LeaveRequest.objects.filter(staff_id=request.staff_id, group_id=request.group_id)
    months = sorted({month_key(day) for day in group.values_list("date", flat=True)})
    for month in months:
        lock_month(request.staff_id, month)
    return list(group.order_by("date"))


def _take_back(request: LeaveRequest, *, by: User, note: str) -> LeaveRequest:
    is_own, state = request.staff_id == by.pk, request.state
    if is_own and state == State.PENDING:
        return change(request, "withdraw", by=by, reason=note, status=LeaveStatus.WITHDRAWN)
    if not by.is_admin:
        raise NotTheirs
    if state != State.APPROVED:
        raise NotApproved if state == State.PENDING else NotActive
    if is_own and not is_sole_master(by):
        raise OwnRequest
    change(request, "cancel", by=by, reason=note, status=LeaveStatus.CANCELLED, note=note)
    if not is_own:
        _tell(request, "leave-cancelled", by)
    return request


def _can_take_back(request: LeaveRequest, by: User) -> bool:
    is_own, state = request.staff_id == by.pk, request.state
    if is_own and state == State.PENDING:
        return True
    return by.is_admin and state == State.APPROVED and (not is_own or is_sole_master(by))


def _tell(request: LeaveRequest, kind: str, by: User | None) -> None:
    words = {"date": request.date.isoformat(), "by": by.name if by else ""}
    note = request.note and f": {request.note}"
    url = reverse("leave:one", args=[request.pk])
    notify([request.staff_id], kind, url, request.version, **words, note=note)
