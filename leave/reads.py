"""A month's balance and who is away, as every page, export and command shows them (LV-2)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from bson import ObjectId

from crm.calendar import first_day, last_day
from crm.staff.models import User
from leave.calendar.reads import closed_days
from leave.models import LeaveRequest
from leave.policies import settings_of_months
from leave.rules.balance import Balance, balance

# Whose month, by its first day.
StaffAndMonth = tuple[ObjectId, date]


def month_balance(staff_id: ObjectId, month: date) -> Balance:
    """What a person has of the month of a day; three commands, in the current transaction."""
    return balances_of([(staff_id, first_day(month))])[staff_id, first_day(month)]


def month_balances(staff_ids: Iterable[ObjectId], month: date) -> dict[ObjectId, Balance]:
    """The same of many people; three commands."""
    pairs = [(staff_id, first_day(month)) for staff_id in staff_ids]
    return {staff_id: each for (staff_id, _month), each in balances_of(pairs).items()}


def balances_of(pairs: Iterable[StaffAndMonth]) -> dict[StaffAndMonth, Balance]:
    """The balances of people in months, each month by its first day; three commands."""
    wanted = set(pairs)
    if not wanted:
        return {}
    people = {staff_id for staff_id, _month in wanted}
    months = {month for _staff_id, month in wanted}
    first, last = min(months), last_day(max(months))
    requests: dict[StaffAndMonth, list[LeaveRequest]] = defaultdict(list)
    for each in active_requests(first, last, people):
        requests[each.staff_id, first_day(each.date)].append(each)
    settings, closed = settings_of_months(months), closed_days(first, last)
    return {
        pair: balance(settings[pair[1]].quota, (each.facts for each in requests[pair]), closed)
        for pair in wanted
    }


def approved_on(day: date) -> list[LeaveRequest]:
    """Who of those who work here is away on a day, by name; two commands at most."""
    rows = of_those_here(LeaveRequest.objects.approved().filter(date=day))
    return sorted(rows, key=lambda each: each.staff_name)


def of_those_here(requests: Iterable[LeaveRequest]) -> list[LeaveRequest]:
    """Those of people who have not left; one command, none for no request."""
    requests = list(requests)
    if not requests:
        return []
    here = User.objects.active().filter(pk__in={each.staff_id for each in requests})
    people = set(here.values_list("pk", flat=True))
    return [each for each in requests if each.staff_id in people]


def active_requests(
    first: date, last: date, staff_ids: Iterable[ObjectId] | None = None
) -> list[LeaveRequest]:
    """What is approved or waits still on the days from `first` to `last`, by day and name."""
    rows = LeaveRequest.objects.active().filter(date__gte=first, date__lte=last)
    if staff_ids is not None:
        rows = rows.filter(staff_id__in=list(staff_ids))
    return sorted(
        (each for each in rows if each.is_held), key=lambda each: (each.date, each.staff_name)
    )
