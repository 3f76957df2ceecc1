"""Leave on days that were opened again when there was no room for its hours: the admins' list."""

from collections.abc import Iterable, Sequence

from bson import ObjectId
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm.calendar import first_day
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.calendar.consequences import tell_owner
from leave.calendar.reads import closed_days
from leave.models import LeaveRequest, LeaveStatus
from leave.reads import balances_of
from leave.requests.changes import change
from leave.requests.deciding import OwnRequest, locked
from leave.rules.balance import cost
from leave.rules.reopening import Consequence


class NothingKept(Exception):
    """The hours were taken meanwhile, or the leave is no more."""


class NoRoomForHours(Exception):
    """The month has fewer minutes left than the leave costs, and nobody said why to take them."""

    def __init__(self, missing: int) -> None:
        super().__init__(missing)
        self.missing = missing


def kept_hours() -> QuerySet[LeaveRequest]:
    """Leave that costs nothing though its day is open, since its month had no room."""
    waits = Q(status=LeaveStatus.PENDING, decide_by__gte=timezone.localdate())
    kept = LeaveRequest.objects.filter(is_given_back=True)
    return kept.filter(Q(status=LeaveStatus.APPROVED) | waits)


def missing_of(requests: Iterable[LeaveRequest]) -> dict[ObjectId, int]:
    """How many minutes each month lacks for the leave to cost its hours again; 0 if it has room.

    By request; four commands.
    """
    requests = list(requests)
    prices = _prices(requests)
    balances = balances_of((each.staff_id, first_day(each.date)) for each in requests)
    return {
        each.pk: max(0, prices[each.pk] - balances[each.staff_id, first_day(each.date)].available)
        for each in requests
    }


@transactional
def take_hours(pk: ObjectId, *, by: User, reason: str = "") -> LeaveRequest:
    """Let kept leave cost its hours again, and tell its owner.

    Without room in the month only with a `reason`, which the request and history keep: then the
    month is over its quota. Raises NothingKept, NoRoomForHours, OwnRequest.
    """
    request = locked(pk)
    if request is None or not (request.is_given_back and request.is_held):
        raise NothingKept
    if request.staff_id == by.pk:
        raise OwnRequest
    missing = missing_of([request])[pk]
    if missing and not reason:
        raise NoRoomForHours(missing)
    why = reason if missing else request.override_reason
    price = _prices([request])[pk]
    values = {"is_given_back": False, "override_reason": why}
    change(request, f"hours {Consequence.ARE_TAKEN}", by=by, reason=reason, **values)
    tell_owner(request, Consequence.ARE_TAKEN, price)
    return request


def _prices(requests: Sequence[LeaveRequest]) -> dict[ObjectId, int]:
    """What each would cost if it kept nothing, in minutes."""
    if not requests:
        return {}
    dates = [each.date for each in requests]
    closed = closed_days(min(dates), max(dates))
    keeping_nothing = {each.pk: each.facts._replace(is_given_back=False) for each in requests}
    return {pk: cost(facts, closed) for pk, facts in keeping_nothing.items()}
