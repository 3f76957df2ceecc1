"""The points account of a programme as it is stored: days of a month, months of a year (LP-14)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from crm.calendar import first_day
from crm.mongo.rows import aggregate, midnight
from loyalty.models import PointsEntry, Programme
from loyalty.rules.points.account import AccountDay, Movement, account
from loyalty.rules.points.entries import Entry, EntryReason


def days_of_account(programme: Programme, first: date, last: date) -> list[AccountDay]:
    """Every day from `first` to `last`; each closes on its opening and its movements."""
    return list(account(_sums(programme, first, last), first, last))


def months_of_account(days: Iterable[AccountDay]) -> list[AccountDay]:
    """The same by month: each opens as its first day does."""
    return [_together(month, list(of_month)) for month, of_month in groupby(days, _month)]


def first_posting(programme: Programme) -> date | None:
    """The day of the first entry of a programme; None while there is none."""
    entries = PointsEntry.objects.filter(programme=programme).order_by("posted_on")
    return entries.values_list("posted_on", flat=True).first()


def _together(month: date, days: list[AccountDay]) -> AccountDay:
    movements = {each: sum(day.movements[each] for day in days) for each in Movement}
    return AccountDay(month, days[0].opening, movements)


def _month(day: AccountDay) -> date:
    return first_day(day.day)


def _sums(programme: Programme, first: date, last: date) -> Iterator[Entry]:
    """One entry for all of a day and reason that give, and one for all that take; one for all that
    came before."""
    before = {"$lt": ["$posted_on", midnight(first)]}
    group = {
        "day": {"$cond": [before, None, "$posted_on"]},
        "reason": {"$cond": [before, EntryReason.ADJUSTED.value, "$reason"]},
        "gives": {"$cond": [before, True, {"$gt": ["$points", 0]}]},
    }
    match = {"programme_id": programme.pk, "posted_on": {"$lte": midnight(last)}}
    pipeline: list[dict[str, Any]] = [
        {"$match": match},
        {"$group": {"_id": group, "points": {"$sum": "$points"}}},
    ]
    for row in aggregate(PointsEntry, pipeline):
        day = row["day"].date() if row["day"] else date.min
        yield Entry(row["points"], EntryReason(row["reason"]), "", day, day)
