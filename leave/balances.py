"""Balances of many people and months at once (LV-2)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from bson import ObjectId

from crm.calendar import first_day, last_day
from leave.calendar.reads import closed_days
from leave.models import LeaveRequest
from leave.policies import leave_settings
from leave.rules.balance import Balance, balance
from leave.rules.states import ACTIVE

# Whose month, by its first day.
StaffAndMonth = tuple[ObjectId, date]


def balances_of(pairs: Iterable[StaffAndMonth]) -> dict[StaffAndMonth, Balance]:
    """The balances of people in months, each month by its first day."""
    wanted = set(pairs)
    if not wanted:
        return {}
    people = {staff_id for staff_id, _month in wanted}
    months = {month for _staff_id, month in wanted}
    first, last = min(months), last_day(max(months))
    requests: dict[StaffAndMonth, list[LeaveRequest]] = defaultdict(list)
    for each in active_requests(first, last, people):
        requests[each.staff_id, first_day(each.date)].append(each)
    quotas = {month: leave_settings(month).quota for month in months}
    closed = closed_days(first, last)
    return {
        pair: balance(quotas[pair[1]], (each.facts for each in requests[pair]), closed)
        for pair in wanted
    }


def active_requests(first: date, last: date, staff_ids: Iterable[ObjectId]) -> list[LeaveRequest]:
    """What is approved or waits still on the days from `first` to `last`."""
    rows = LeaveRequest.objects.filter(
        is_active=True, date__gte=first, date__lte=last, staff_id__in=list(staff_ids)
    )
    return [each for each in rows if each.state in ACTIVE]
