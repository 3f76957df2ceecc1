"""Closed months of fees as they were closed, and what has happened in them since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from crm.calendar import first_day, previous_month
from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.unions import UnionPart, read_union
from leave.fees.facts import PersonMonth
from leave.locks import month_key
from leave.models import ClosedStatement, FeeClosing, StaffMonth
from leave.rules.fees import FeeLine
from leave.rules.stored_lines import read
from leave.spans import MANY

# The lines of statements in force, by person and the month that they are about.
StatementLines = dict[PersonMonth, list[FeeLine]]
# In place of a number of events: whatever it is by now, it is another one.
UNTOLD = -1


def closed_months() -> dict[date, ObjectId]:
    """The months that are closed now, with their closings; one command."""
    part = closings_part()
    return closed_months_of(
        collection(FeeClosing).aggregate(part.pipeline, session=current_session())
    )


def closings_part() -> UnionPart:
    """The closings in force, to be read together with other things."""
    # Of any month: so the index of those in force answers.
    match = {"in_force": True, "month": {"$gte": midnight(date.min)}}
    stages: list[dict] = [{"$match": match}, {"$project": {"month": True}}]
    return UnionPart(FeeClosing._meta.db_table, stages)


def closed_months_of(rows: Iterable[dict]) -> dict[date, ObjectId]:
    """The same as closed_months, of the rows that closings_part has read."""
    return {row["month"].date(): row["_id"] for row in rows}


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
    """The closed months in which something happened that no statement tells; one command.

    With the number of events each has had by now. Something that changes nothing counts as well:
    whoever asks compares the lines.
    """
    by_key = {month_key(month): month for month in months}
    if not by_key:
        return {}
    closings = [closed[month] for month in by_key.values()]
    rows = read_union(_events_parts(people, list(by_key), closings), at_once=MANY)
    told = {(row["staff_id"], row["month"].date()): row["events"] for row in rows["told"]}
    happened = {
        (row["staff_id"], by_key[row["month"]]): row.get("events", 0) for row in rows["happened"]
    }
    return {place: now for place, now in happened.items() if now != told.get(place, 0)}


def _events_parts(
    people: Collection[ObjectId], keys: list[str], closings: list[ObjectId]
) -> dict[str, UnionPart]:
    """All of it stands in an index: neither months nor statements themselves are read."""
    of_people = {"staff_id": {"$in": list(people)}}
    columns = {"$project": {"_id": False, "staff_id": True, "month": True, "events": True}}
    happened, told = {"month": {"$in": keys}}, {"closing_id": {"$in": closings}}
    return {
        "happened": UnionPart(
            StaffMonth._meta.db_table, [{"$match": of_people | happened}, columns]
        ),
        "told": UnionPart(ClosedStatement._meta.db_table, [{"$match": of_people | told}, columns]),
    }


def sums_parts(people: Collection[ObjectId]) -> dict[str, UnionPart]:
    """How many events the months of people have had, and of how many each closing tells."""
    match, events = {"$match": {"staff_id": {"$in": list(people)}}}, {"$sum": "$events"}
    happened = {"$group": {"_id": "$month", "events": events}}
    told = {"$group": {"_id": "$closing_id", "events": events}}
    return {
        "happened": UnionPart(StaffMonth._meta.db_table, [match, happened]),
        "told": UnionPart(ClosedStatement._meta.db_table, [match, told]),
    }


def months_with_changes(
    rows: dict[str, list[dict]], closed: Mapping[date, ObjectId]
) -> frozenset[date]:
    """The closed months in which anything happened that no statement tells, by sums_parts.

    Nobody's statement tells of more than has happened: where the sums are equal all numbers are.
    """
    happened = {row["_id"]: row["events"] for row in rows["happened"]}
    told = {row["_id"]: row["events"] for row in rows["told"]}
    return frozenset(
        month
        for month, closing in closed.items()
        if happened.get(month_key(month), 0) != told.get(closing, 0)
    )


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
    people: Collection[ObjectId],
    closed: dict[date, ObjectId],
    since: date,
    about: Collection[date] | None = None,
) -> StatementLines:
    """All lines of statements of months from `since` on about these people; one command.

    Those about the months `about` are all there, of others not each; None: all of all months.
    """
    closings = [pk for month, pk in closed.items() if month >= since]
    match: dict[str, Any] = {"closing_id": {"$in": closings}, "staff_id": {"$in": list(people)}}
    if about is not None:
        months = [midnight(month) for month in about]
        match["$or"] = [{"month": {"$in": months}}, {"changes": {"$ne": []}}]
    columns = dict.fromkeys(("staff_id", "month", "lines", "changes"), True)
    result: StatementLines = defaultdict(list)
    # As stored: lines are what they mean, and not text.
    rows = collection(ClosedStatement).find(match, columns, session=current_session())
    for statement in rows.to_list():
        if statement["lines"]:
            place = statement["staff_id"], statement["month"].date()
            result[place].extend(map(read, statement["lines"]))
        for change in map(read, statement["changes"]):
            result[statement["staff_id"], first_day(change.date)].append(change)
    return result
