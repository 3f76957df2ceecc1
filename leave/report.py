"""What leave, lateness, breaks and fees of some days come to, by person: page, file and command.

Leave, lateness, breaks and fees are those of the days. What is left of the quota, what was paid and
what is due are of the months in which the days lie.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.calendar import months_between
from crm.staff.accounts.display_names import labels
from crm.staff.models import User
from leave.attendance.reads import LateDays
from leave.breaks.reads import Totals
from leave.fees.statements import months_of_fees
from leave.reads import LeaveOfMonths, leave_of_months
from leave.rules.balance import Balance, balance
from leave.rules.breaks import BreakTotal, minutes_of
from leave.rules.fees import ZERO, total_of
from leave.rules.statement import FeeStatement

# What people call each figure.
HEADINGS: dict[str, str | Promise] = {
    "used_minutes": _("Leave"),
    "pending_minutes": _("Leave that waits"),
    "available_minutes": _("Left of the quota"),
    "late_minutes": _("Late"),
    "break_minutes": _("Breaks"),
    "break_over_minutes": _("Past the allowance"),
    "fees_usd": _("Fees"),
    "paid_usd": _("Paid"),
    "due_usd": _("Due"),
}
FIGURES = tuple(HEADINGS)


class ReportLine(NamedTuple):
    """One person's. Minutes of breaks are to the hundredth, all others are whole."""

    staff_id: ObjectId
    username: str
    name: str
    used_minutes: int
    pending_minutes: int
    available_minutes: int
    late_minutes: int
    break_minutes: Decimal
    break_over_minutes: Decimal
    fees_usd: Decimal
    paid_usd: Decimal
    due_usd: Decimal

    def figure(self, name: str) -> str:
        """A figure as files and scripts have it."""
        value = getattr(self, name)
        return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


class Readings(NamedTuple):
    """What the lines are made from, each by person."""

    leave: dict[ObjectId, Balance]
    available: dict[ObjectId, int]
    late: dict[ObjectId, int]
    breaks: dict[ObjectId, list[BreakTotal]]
    statements: dict[ObjectId, list[FeeStatement]]


def report_lines(first: date, last: date) -> list[ReportLine]:
    """Everybody who is active or has something in the days, by name."""
    people = list(User.objects.values_list("pk", "name", "username", "is_active"))
    readings = _read([person[0] for person in people], first, last)
    names = labels((pk, name, username) for pk, name, username, _active in people)
    lines = [
        (is_active, _line(pk, username, names[pk], readings, first, last))
        for pk, _name, username, is_active in people
    ]
    listed_people = [line for is_active, line in lines if is_active or _has_something(line)]
    return sorted(listed_people, key=lambda line: line.name.casefold())


def _read(people: Collection[ObjectId], first: date, last: date) -> Readings:
    months = list(months_between(first, last))
    pairs = [(person, month) for person in people for month in months]
    leave, fees = leave_of_months(pairs), months_of_fees(months, people, with_all_times=True)
    balances = leave.balances(pairs)
    return Readings(
        leave={person: _leave(leave, person, first, last) for person in people},
        available={
            person: sum(balances[person, month].available for month in months) for person in people
        },
        late=_late(fees.times.late, first, last),
        breaks=_breaks(fees.times.breaks, first, last),
        statements={
            person: [fees.by_month[month][person] for month in months] for person in people
        },
    )


def _leave(leave: LeaveOfMonths, person: ObjectId, first: date, last: date) -> Balance:
    """What leave on the days themselves takes."""
    requests = (
        each
        for month in months_between(first, last)
        for each in leave.requests.get((person, month), ())
        if first <= each.date <= last
    )
    return balance(0, requests, leave.closed)


def _late(days: LateDays, first: date, last: date) -> dict[ObjectId, int]:
    minutes: dict[ObjectId, int] = defaultdict(int)
    for (person, day), late in days.items():
        minutes[person] += late if first <= day <= last else 0
    return minutes


def _breaks(days: Totals, first: date, last: date) -> dict[ObjectId, list[BreakTotal]]:
    totals: dict[ObjectId, list[BreakTotal]] = defaultdict(list)
    for (person, day), total in days.items():
        if first <= day <= last:
            totals[person].append(total)
    return totals


def _line(
    pk: ObjectId, username: str, name: str, readings: Readings, first: date, last: date
) -> ReportLine:
    leave, of_months = readings.leave[pk], readings.statements[pk]
    totals = readings.breaks[pk]
    return ReportLine(
        staff_id=pk,
        username=username,
        name=name,
        used_minutes=leave.used,
        pending_minutes=leave.pending,
        available_minutes=readings.available[pk],
        late_minutes=readings.late[pk],
        break_minutes=_minutes(total.seconds for total in totals),
        break_over_minutes=_minutes(total.over_agreed for total in totals),
        fees_usd=sum((_fees(each, first, last) for each in of_months), ZERO),
        paid_usd=sum((each.paid for each in of_months), ZERO),
        due_usd=sum((each.due for each in of_months), ZERO),
    )


def _minutes(seconds: Iterable[int]) -> Decimal:
    """Each day in minutes as fees have it: a sum is that of the days that are shown."""
    return sum((minutes_of(each) for each in seconds), ZERO)


def _fees(statement: FeeStatement, first: date, last: date) -> Decimal:
    """What the days cost; a change to a closed month belongs to the first day of the month."""
    own = total_of(line for line in statement.lines if first <= line.date <= last)
    return own + (total_of(statement.changes) if first <= statement.month <= last else ZERO)


def _has_something(line: ReportLine) -> bool:
    names = [name for name in FIGURES if name != "available_minutes"]
    return any(getattr(line, name) for name in names)
