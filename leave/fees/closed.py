"""Closed months of fees as they were closed, and what has happened in them since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from bson import ObjectId
from pymongo import UpdateOne

from crm.calendar import first_day, previous_month
from crm.mongo.rows import collection, current_session
from leave.fees.facts import PersonMonth
from leave.locks import events_in, month_key
from leave.models import ClosedStatement, FeeClosing
from leave.rules.fees import FeeLine
from leave.rules.stored_lines import read

# The lines of statements in force, by person and the month that they are about.
StatementLines = dict[PersonMonth, list[FeeLine]]
# In place of a number of events: whatever it is by now, it is another one.
UNTOLD = -1


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
) -> dict[PersonMonth, int]:
    """The closed months in which something happened that no statement tells; two commands.

    With the number of events each has had by now. Something that changes nothing counts as well:
    whoever asks compares the lines.
    """
    months = list(months)
    if not months:
        return {}
    frozen = _frozen_events(people, [closed[month] for month in months])
    now = events_in(people, [month_key(month) for month in months])
    by_key = {month_key(month): month for month in months}
    return {
        (person, by_key[key]): events
        for (person, key), events in now.items()
        if events != frozen.get((person, by_key[key]), 0)
    }


def note_changes_told(changed: Mapping[PersonMonth, int], closed: dict[date, ObjectId]) -> None:
    """Remember that a statement which is frozen now tells all that happened in these months.

    `changed` as changed_since said it in the same transaction.
    """
    _set_events({place: (closed[place[1]], events) for place, events in changed.items()})


def forget_changes_told(closing: FeeClosing, closed: dict[date, ObjectId]) -> None:
    """The statements of this closing are in force no more: what they told is untold again."""
    match = {"closing_id": closing.pk, "changes": {"$ne": []}}
    columns = {"staff_id": True, "changes.date": True}
    rows = collection(ClosedStatement).find(match, columns, session=current_session())
    places = {
        (row["staff_id"], first_day(date.fromisoformat(change["date"])))
        for row in rows
        for change in row["changes"]
    }
    _set_events({place: (closed[place[1]], UNTOLD) for place in places if place[1] in closed})


def _set_events(values: Mapping[PersonMonth, tuple[ObjectId, int]]) -> None:
    writes = [
        UpdateOne({"staff_id": person, "closing_id": closing}, {"$set": {"events": events}})
        for (person, _month), (closing, events) in values.items()
    ]
    if writes:
        collection(ClosedStatement).bulk_write(writes, session=current_session())


def lines_in_statements(
    people: Collection[ObjectId], closed: dict[date, ObjectId], since: date
) -> StatementLines:
    """All lines of statements of months from `since` on about these people; one command."""
    closings = [pk for month, pk in closed.items() if month >= since]
    match = {"closing_id": {"$in": closings}, "staff_id": {"$in": list(people)}}
    columns = {"staff_id": True, "lines": True, "changes": True}
    result: StatementLines = defaultdict(list)
    # As stored: lines are what they mean, and not text.
    rows = collection(ClosedStatement).find(match, columns, session=current_session())
    for statement in rows.to_list():
        for row in [*statement["lines"], *statement["changes"]]:
            line = read(row)
            result[statement["staff_id"], first_day(line.date)].append(line)
    return result


def _frozen_events(
    people: Collection[ObjectId], closings: list[ObjectId]
) -> dict[PersonMonth, int]:
    match = {"closing_id": {"$in": closings}, "staff_id": {"$in": list(people)}}
    # All of it stands in an index: the statements themselves are not read.
    columns = {"_id": False, "staff_id": True, "month": True, "events": True}
    rows = collection(ClosedStatement).find(match, columns, session=current_session())
    return {(row["staff_id"], row["month"].date()): row["events"] for row in rows}
