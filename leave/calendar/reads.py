"""Which days are closed, as everything that reckons with days reads it."""

from datetime import date
from typing import Any

from django.utils.translation import get_language

from crm.mongo.rows import collection, current_session, midnight
from leave.models import CalendarDay
from leave.rules.days import ClosedDay, DayKind, name_in

COLUMNS = ("date", "kind", "minutes", "name", "english_name")


def closed_days(first: date, last: date) -> dict[date, ClosedDay]:
    """The days from `first` to `last` that are not like the others, by date; one command.

    In a transaction as of that transaction. What no admin has confirmed moves nothing.
    """
    match = {
        "date": {"$gte": midnight(first), "$lte": midnight(last)},
        "kind": {"$ne": DayKind.WORKS.value},
        "confirmed_at": {"$ne": None},
    }
    rows = collection(CalendarDay).find(match, COLUMNS, session=current_session()).sort("date", 1)
    return {row["date"].date(): _closed_day(row) for row in rows}


def _closed_day(row: dict[str, Any]) -> ClosedDay:
    name = name_in(get_language(), row["name"], row["english_name"])
    return ClosedDay(DayKind(row["kind"]), row["minutes"], name)
