"""Closed months of fees as they were closed, and what has happened in them since."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from bson import ObjectId

from crm.calendar import first_day, previous_month
from crm.mongo.rows import collection, current_session
from leave.locks import events_in, month_key
from leave.models import ClosedStatement, FeeClosing
from leave.rules.fees import FeeLine
from leave.rules.stored_lines import read

PersonMonth = tuple[ObjectId, date]


# The lines of statements in force, by person and the month that they are about.
StatementLines = dict[PersonMonth, list[FeeLine]]


def closed_months() -> dict[date, ObjectId]:
    """The months that are closed now, with their closings; one command."""
    rows = FeeClosing.objects.filter(in_force=True).values_list("month", "pk")
    return dict(rows)


def months_told_in(month: date, closed: Collection[date]) -> list[date]:
    """The closed months whose changes the statement of an open month tells: those right before."""
    result = []
    before = previous_month(month)
    while before in closed:
        result.append(before)
        before = previous_month(before)
    return sorted(result)


def changed_since(
    people: Collection[ObjectId], months: Iterable[date], closed: dict[date, ObjectId]
) -> list[PersonMonth]:
    """The closed months in which something happened after their closing; two commands.

    Something that changes nothing counts as well: whoever asks compares the lines.
    """
    months = list(months)
    if not months:
        return []
    frozen = _frozen_events(people, [closed[month] for month in months])
    now = events_in(people, [month_key(month) for month in months])
    by_key = {month_key(month): month for month in months}
    return [
        (person, by_key[key])
        for (person, key), events in now.items()
        if events != frozen.get((person, by_key[key]), 0)
    ]


def lines_in_statements(
    people: Collection[ObjectId], closed: dict[date, ObjectId], since: date
) -> StatementLines:
    """All lines of statements of months from `since` on about these people; one command."""
    closings = [pk for month, pk in closed.items() if month >= since]
    result: StatementLines = defaultdict(list)
    rows = ClosedStatement.objects.filter(closing_id__in=closings, staff_id__in=list(people))
    for statement in rows:
        for row in [*statement.lines, *statement.changes]:
            line = read(row)
            result[statement.staff_id, first_day(line.date)].append(line)
    return result


def _frozen_events(
    people: Collection[ObjectId], closings: list[ObjectId]
) -> dict[PersonMonth, int]:
    match = {"closing_id": {"$in": closings}, "staff_id": {"$in": list(people)}}
    columns = {"staff_id": True, "month": True, "events": True}
    rows = collection(ClosedStatement).find(match, columns, session=current_session())
    return {(row["staff_id"], row["month"].date()): row["events"] for row in rows}
