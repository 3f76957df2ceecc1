"""Days of people: what is read of many of them at once, with one condition."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from bson import ObjectId

from crm.calendar import last_day
from crm.mongo.rows import midnight

# Rows of many people come in one answer.
MANY = 50_000
DAY = timedelta(days=1)


class DaysOfPeople(NamedTuple):
    """All days from the first to the last of each of these people."""

    people: frozenset[ObjectId]
    first: date
    last: date


def spans_of(months: Iterable[tuple[ObjectId, date]]) -> list[DaysOfPeople]:
    """These months of people, each by its first day; those of the same people that follow each
    other are one."""
    people: dict[date, set[ObjectId]] = defaultdict(set)
    for person, month in months:
        people[month].add(person)
    spans: list[DaysOfPeople] = []
    for month, of_month in sorted(people.items()):
        before = spans[-1] if spans else None
        if before and before.people == of_month and before.last + DAY == month:
            spans[-1] = before._replace(last=last_day(month))
        else:
            spans.append(DaysOfPeople(frozenset(of_month), month, last_day(month)))
    return spans


def match_of(spans: Sequence[DaysOfPeople], field: str) -> dict[str, Any]:
    """The stored rows whose `field` is one of these days and that are of these people."""
    conditions = [
        {
            "staff_id": {"$in": sorted(span.people)},
            field: {"$gte": midnight(span.first), "$lte": midnight(span.last)},
        }
        for span in spans
    ]
    return dict(conditions[0]) if len(conditions) == 1 else {"$or": conditions}
