"""A month's balance and who is away, as every page, export and command shows them (LV-2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.calendar import first_day, last_day
from crm.mongo.rows import midnight
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import User
from crm.staff.rules.roles import LEVELS
from leave.calendar.reads import closed_days_of, closed_days_part
from leave.models import LeaveRequest
from leave.policies import LeaveDecisions, leave_decisions
from leave.rules.balance import Balance, LeaveFacts, balance
from leave.rules.days import ClosedDay
from leave.rules.states import ACTIVE, State, state_on
from leave.spans import MANY

# Whose month, by its first day.
StaffAndMonth = tuple[ObjectId, date]
ABSENCE_FIELDS = (
    *("staff_id", "staff_name", "date", "type", "starts", "ends", "minutes"),
    *("status", "decide_by", "is_given_back"),
)
FACTS = ("staff_id", "date", "minutes", "status", "decide_by", "is_given_back")


class HeldLeave(NamedTuple):
    """A request that holds hours of its month: approved, or waiting still."""

    pk: ObjectId
    staff_id: ObjectId
    staff_name: str
    date: date
    type: str
    # Of sick leave: minutes after midnight.
    starts: int | None
    ends: int | None
    # What was asked for.
    minutes: int
    # As of today.
    state: State
    is_given_back: bool

    @property
    def facts(self) -> LeaveFacts:
        """What decides what it costs."""
        return LeaveFacts(self.date, self.minutes, self.state, self.is_given_back)


def month_balance(staff_id: ObjectId, month: date) -> Balance:
    """What a person has of the month of a day; two commands, in the current transaction."""
    return balances_of([(staff_id, first_day(month))])[staff_id, first_day(month)]


def month_balances(staff_ids: Iterable[ObjectId], month: date) -> dict[ObjectId, Balance]:
    """The same of many people; two commands."""
    pairs = [(staff_id, first_day(month)) for staff_id in staff_ids]
    return {staff_id: each for (staff_id, _month), each in balances_of(pairs).items()}


def balances_of(pairs: Iterable[StaffAndMonth]) -> dict[StaffAndMonth, Balance]:
    """The balances of people in months, each month by its first day; two commands."""
    wanted = set(pairs)
    return leave_of_months(wanted).balances(wanted) if wanted else {}


@dataclass(frozen=True)
class LeaveOfMonths:
    """What the balances of people in some months are made of."""

    # What is approved or waits still, with its hours.
    requests: dict[StaffAndMonth, list[LeaveFacts]]
    closed: dict[date, ClosedDay]
    decided: LeaveDecisions

    def balances(self, pairs: Collection[StaffAndMonth]) -> dict[StaffAndMonth, Balance]:
        """Of people in months that were read."""
        settings = self.decided.settings_of({month for _staff_id, month in pairs})
        return {
            pair: balance(settings[pair[1]].quota, self.requests.get(pair, ()), self.closed)
            for pair in pairs
        }


def leave_of_months(pairs: Collection[StaffAndMonth]) -> LeaveOfMonths:
    """Read it for these people and months; two commands, in the current transaction."""
    months = {month for _staff_id, month in pairs}
    first, last = min(months), last_day(max(months))
    rows = read_union(
        {
            "requests": _facts_part({staff_id for staff_id, _month in pairs}, first, last),
            "closed": closed_days_part(first, last),
        },
        at_once=MANY,
    )
    today = timezone.localdate()
    requests: dict[StaffAndMonth, list[LeaveFacts]] = defaultdict(list)
    for row in rows["requests"]:
        facts = _facts(row, today)
        if facts.state in ACTIVE:
            requests[row["staff_id"], first_day(facts.date)].append(facts)
    return LeaveOfMonths(dict(requests), closed_days_of(rows["closed"]), leave_decisions())


def _facts_part(people: Iterable[ObjectId], first: date, last: date) -> UnionPart:
    match = {
        "staff_id": {"$in": list(people)},
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
        "status": {"$in": [state.value for state in sorted(ACTIVE)]},
    }
    columns = {"_id": False} | dict.fromkeys(FACTS, True)
    stages: list[dict[str, Any]] = [{"$match": match}, {"$project": columns}]
    return UnionPart(LeaveRequest._meta.db_table, stages)


def _facts(row: dict[str, Any], today: date) -> LeaveFacts:
    """As LeaveRequest.facts."""
    state = state_on(State(row["status"]), row["decide_by"].date(), today)
    return LeaveFacts(row["date"].date(), row["minutes"], state, row["is_given_back"])


def left_part() -> UnionPart:
    """The ids of those who have left, to be read together with other things."""
    match = {"role": {"$in": sorted(LEVELS)}, "is_active": False}
    stages: list[dict[str, Any]] = [{"$match": match}, {"$project": {"_id": True}}]
    return UnionPart(User._meta.db_table, stages)


def absences_part(first: date, last: date, besides: ObjectId | None = None) -> UnionPart:
    """What holds hours on the days from `first` to `last`, but for that of one person.

    Without what only the person and admins read: nothing of it can get onto a page.
    """
    match: dict[str, Any] = {
        "status": {"$in": [state.value for state in sorted(ACTIVE)]},
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
    }
    if besides:
        match["staff_id"] = {"$ne": besides}
    stages: list[dict] = [{"$match": match}, {"$project": dict.fromkeys(ABSENCE_FIELDS, 1)}]
    return UnionPart(LeaveRequest._meta.db_table, stages)


def absences_of(rows: Iterable[dict[str, Any]]) -> list[HeldLeave]:
    """The requests in the rows that absences_part has read, by day and name."""
    today = timezone.localdate()
    held = [each for row in rows if (each := _absence(row, today)).state in ACTIVE]
    return sorted(held, key=lambda each: (each.date, each.staff_name.casefold()))


def _absence(row: dict[str, Any], today: date) -> HeldLeave:
    return HeldLeave(
        row["_id"],
        row["staff_id"],
        row["staff_name"],
        row["date"].date(),
        row["type"],
        row["starts"],
        row["ends"],
        row["minutes"],
        state_on(State(row["status"]), row["decide_by"].date(), today),
        row["is_given_back"],
    )


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
