"""The log of conflicts as it is read: which of it a filter means, and its statistics (RS-25)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from bson import ObjectId
from django.db.models import QuerySet
from django.utils import timezone

from crm.mongo.rows import collection
from members.models import ConflictChange, ConflictEvent, MemberRow

TOP = 5
SPANS = (1, 7, 30)


@dataclass(frozen=True, kw_only=True)
class ConflictFilter:
    """What of the log is asked for; what is None filters nothing. Jakarta dates, both included."""

    change: str = ""
    staff_id: ObjectId | None = None
    reserved_for_id: ObjectId | None = None
    start: date | None = None
    end: date | None = None


class RowsOfStaff(NamedTuple):
    """A staff member and how many rows."""

    staff_id: ObjectId
    rows: int


@dataclass(frozen=True)
class ConflictStatistics:
    """How many rows were taken, by the number of days up to today; and by and from whom."""

    taken: dict[int, int] = field(default_factory=dict)
    affected: list[RowsOfStaff] = field(default_factory=list)
    reservers: list[RowsOfStaff] = field(default_factory=list)


def conflict_events(chosen: ConflictFilter) -> QuerySet:
    """The part of the log that a filter means, in no order."""
    events = ConflictEvent.objects.all()
    for name in ("change", "staff_id", "reserved_for_id"):
        if value := getattr(chosen, name):
            events = events.filter(**{name: value})
    if chosen.start:
        events = events.filter(at__gte=start_of(chosen.start))
    if chosen.end:
        events = events.filter(at__lt=start_of(chosen.end + timedelta(days=1)))
    return events


def statistics(today: date) -> ConflictStatistics:
    """Rows taken today, in 7 and in 30 days; the most affected and those who reserved, of 30 days.

    One command, which reads an index alone.
    """
    first = start_of(first_of(today, SPANS[-1]))
    counts = {
        str(days): {"$sum": {"$cond": [{"$gte": ["$at", start_of(first_of(today, days))]}, 1, 0]}}
        for days in SPANS
    }
    pipeline: list[dict] = [
        {"$match": {"change": ConflictChange.TAKEN.value, "at": {"$gte": first}}},
        {"$project": {"_id": 0, "at": 1, "staff_id": 1, "reserved_for_id": 1}},
        {
            "$facet": {
                "taken": [{"$group": {"_id": None} | counts}],
                "affected": _top("$staff_id"),
                "reservers": _top("$reserved_for_id"),
            }
        },
    ]
    [row] = collection(ConflictEvent).aggregate(pipeline, hint="conflicts_counted")
    taken = row["taken"][0] if row["taken"] else {}
    return ConflictStatistics(
        {days: taken.get(str(days), 0) for days in SPANS},
        [RowsOfStaff(each["_id"], each["rows"]) for each in row["affected"]],
        [RowsOfStaff(each["_id"], each["rows"]) for each in row["reservers"]],
    )


def first_of(today: date, days: int) -> date:
    """The first of so many days, of which today is the last."""
    return today - timedelta(days=days - 1)


def still_in_conflict(events: Iterable[ConflictEvent]) -> set[ObjectId]:
    """Which of these events tell of a conflict that lasts, by their ids. One command."""
    taken = {event.row_id: event for event in events if event.change == ConflictChange.TAKEN}
    rows = MemberRow.objects.filter(pk__in=list(taken))
    return {
        taken[row.pk].pk
        for row in rows
        if row.is_conflict and row.reservation_id == taken[row.pk].reservation_id
    }


def start_of(day: date) -> datetime:
    """The instant at which a Jakarta day begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def _top(person: str) -> list[dict[str, Any]]:
    return [
        {"$group": {"_id": person, "rows": {"$sum": 1}}},
        {"$sort": {"rows": -1, "_id": 1}},
        {"$limit": TOP},
    ]
