"""Deciding about leave, and taking it back (LV-5). Many are decided by a loop over one."""

from datetime import date

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from crm.calendar import first_day
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from leave.locks import lock_leave, lock_team_days
from leave.models import LeaveRequest, LeaveStatus, LeaveType
from leave.policies import LeaveDecisions
from leave.reads import leave_of_months
from leave.requests.asking import is_sole_master
from leave.requests.changes import change
from leave.requests.teams import limits_of, together_away
from leave.rules.balance import Balance, cost
from leave.rules.days import ClosedDay
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
    month = request.staff_id, first_day(request.date)
    leave = leave_of_months([month])
    try:
        _check_room(request, leave.balances([month])[month], leave.closed)
        _check_team(request, leave.decided)
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
    """The request, whose month nobody else changes in this transaction; None if there is none."""
    request = LeaveRequest.objects.filter(pk=pk).first()
    # Its month is known from itself alone. If somebody has written to that since it was read, the
    # lock collides with them and all is read anew.
    if request is not None:
        lock_leave(request.staff_id, [request.date])
    return request


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


def _check_room(request: LeaveRequest, month: Balance, closed: dict[date, ClosedDay]) -> None:
    if month.used + cost(request.facts, closed) > month.quota:
        raise NoRoom


def _check_team(request: LeaveRequest, decided: LeaveDecisions) -> None:
    if request.type == LeaveType.SICK:
        return
    team, by_day = limits_of(request.staff_id, [request.date], decided)
    limit = by_day[request.date]
    if limit.most is None or not limit.blocks:
        return
    # Where nothing limits them two at once may both be away, and nobody waits.
    lock_team_days(team.product_id, [request.date])
    others = together_away(request.date, request.date, besides=request.staff_id)
    approved = [each for each in others.get(request.date, []) if each.state == State.APPROVED]
    if team.count(approved) >= limit.most:
        raise TooManyAway


def _group_of(request: LeaveRequest) -> list[LeaveRequest]:
    """All days asked for at once, each with its month locked."""
    rows = LeaveRequest.objects.filter(staff_id=request.staff_id, group_id=request.group_id)
    group = list(rows.order_by("date"))
    own_month = first_day(request.date)
    others = [each.date for each in group if first_day(each.date) != own_month]
    # As `locked`: read before, and read anew if somebody was faster.
    lock_leave(request.staff_id, others)
    return group


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
