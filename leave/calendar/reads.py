"""Which days are closed, as everything that reckons with days reads it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.unions import UnionPart
from leave.models import CalendarDay
from leave.rules.days import ClosedDay, DayKind, name_in

CLOSED_DAY_FIELDS = ("date", "kind", "minutes", "name", "english_name")


def closed_days(first: date, last: date) -> dict[date, ClosedDay]:
    """The days from `first` to `last` that are not like the others, by date; one command.

    In a transaction as of that transaction. What no admin has confirmed moves nothing.
    """
    part = closed_days_part(first, last)
    return closed_days_of(
        collection(CalendarDay).aggregate(part.pipeline, session=current_session())
    )


def closed_days_part(first: date, last: date) -> UnionPart:
    """The same as a part of a command that reads other things as well."""
    match = {
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
        "kind": {"$ne": DayKind.WORKS.value},
        "confirmed_at": {"$ne": None},
    }
    stages: list[dict] = [
        {"$match": match},
        {"$sort": {"date": 1}},
        {"$project": dict.fromkeys(CLOSED_DAY_FIELDS, 1)},
    ]
    return UnionPart(CalendarDay._meta.db_table, stages)


def closed_days_of(rows: Iterable[dict[str, Any]]) -> dict[date, ClosedDay]:
    """The days in the rows that closed_days_part has read."""
    return {row["date"].date(): _closed_day(row) for row in rows}


def _closed_day(row: dict[str, Any]) -> ClosedDay:
    name = name_in(get_language(), row["name"], row["english_name"])
    return ClosedDay(DayKind(row["kind"]), row["minutes"], name)
