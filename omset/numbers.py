"""The one place that reads counted numbers. Every page, export and command asks here.

All numbers come from the tallies (see omset/tally.py). Only a question that the tallies cannot
answer, such as one about some customers, is counted from the ledger by the same pipeline.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db import connection
from pymongo.errors import ExecutionTimeout
from pymongo.read_concern import ReadConcern

from omset.models import DailyTally, MonthlyTally, OmsetRecord, Status
from omset.ranges import bounds, nearest_months, whole_months
from omset.sums import Numbers, added, as_date, by_key, needed, plain
from omset.tally import COUNTED, aggregate, cells_pipeline, collection


class Part(NamedTuple):
    """What one staff member or product makes of a scope, and on how many days anything counts."""

    key: ObjectId
    numbers: Numbers
    days: int


class Breakdown(NamedTuple):
    """The same sums cut in three ways."""

    # In order of the days, or of the months by their first.
    spans: list[tuple[date, Numbers]]
    # The highest omset first, of equals the one with more days (OM-26).
    staff: list[Part]
    products: list[Part]


class Waiting(NamedTuple):
    """What waits for approval, and is in none of the sums; rupiah."""

    records: int = 0
    total: Decimal = Decimal("0.00")


class TooMany(Exception):
    """So many records match that counting them would keep everybody waiting."""


@dataclass(frozen=True)
class Scope:
    """Which counted records: business dates inclusive, open where None."""

    start: date | None = None
    end: date | None = None
    staff: ObjectId | None = None
    product: ObjectId | None = None
    kind: str | None = None


DIMENSIONS = {
    "day": "date",
    "month": "month",
    "staff": "staff_id",
    "product": "product_id",
}


def total(scope: Scope) -> Numbers:
    """The sums over the whole scope; zeros when nothing counts."""
    rows = grouped(scope, "total")
    return rows[0][1] if rows else Numbers()


def grouped(scope: Scope, by: str) -> list[tuple[object, Numbers]]:
    """The sums for each value of a dimension: a date (the month's first), or an id; in order.

    `by` is day, month, staff, product or total, whose one row has the key None.
    """
    return by_key(_rows(scope, by), scope.kind)


def by_day(day_rows: list[dict]) -> list[tuple[date, Numbers]]:
    """The same by day, of sums that a recount has just read (omset/signals.py)."""
    return by_key(day_rows, None)


def breakdown(scope: Scope, by: str = "day") -> Breakdown:
    """The sums by day (or month), by staff member and by product, all read at one moment.

    Because they are, each of the three adds up to the same total, whatever is written meanwhile.
    """
    # All time has a beginning as well: without any condition no index would be used.
    dates = bounds(scope.start or date.min, scope.end)
    match = {"$match": _matching(scope) | {"date": dates}}
    cells = {"staff": "$staff_id", "product": "$product_id"}
    worked = {"days": {"$addToSet": "$date"}}
    facets = {
        "spans": _summed(_day_key(by), scope.kind),
        "cells": [{"$group": {"_id": cells} | worked | _sums(scope.kind)}],
    }
    [found] = collection(DailyTally).aggregate([match, {"$facet": facets}])
    rows = [{name: plain(row[name]) for name in row} | row["_id"] for row in found["cells"]]
    return Breakdown(
        by_key([row | row["_id"] for row in found["spans"]], scope.kind),
        _parts(rows, "staff", scope.kind),
        _parts(rows, "product", scope.kind),
    )


def by_person_and_day(start: date, end: date) -> list[tuple[ObjectId, date, Numbers]]:
    """The sums of each day of each staff member, both ends included, in that order: one command."""
    key = {"staff": "$staff_id", "day": "$date"}
    match = {"$match": {"date": bounds(start, end)}}
    found = aggregate(DailyTally, [match, *_summed(key, None)])
    rows = [(row["key"]["staff"], as_date(row["key"]["day"]), added([row], None)) for row in found]
    return sorted((row for row in rows if row[2].records), key=lambda row: row[:2])


def worked(start: date | None, end: date | None) -> tuple[list[Part], date | None]:
    """What each staff member makes of a range, on how many days; and since when: one command."""
    # Whole months know their days worked; those of the days around them are counted.
    months, edges = whole_months(start, end)
    cells = {"_id": {"staff_id": "$staff_id", "month": "$date"}} | _sums(None)
    alike = {"staff_id": "$_id.staff_id", "month": "$_id.month", "days_worked": 1}
    dates = {"$match": {"$or": [{"date": edge} for edge in edges]}}
    days = [dates, {"$group": cells}, {"$set": alike}]
    both = [{"$unionWith": {"coll": DailyTally._meta.db_table, "pipeline": days}}] if edges else []
    found = {"days": {"$sum": "$days_worked"}, "since": {"$min": "$month"}} | _sums(None)
    summed = {"$group": {"_id": {"key": "$staff_id"}} | found}
    if months is None:
        rows = aggregate(DailyTally, [*days, summed])
    else:
        whole = {"$match": {"month": months} if months else {}}
        rows = aggregate(MonthlyTally, [whole, *both, summed])
    parts = [Part(row["key"], added([row], None), row["days"]) for row in rows]
    return parts, min((row["since"].date() for row in rows), default=None)


def recent_days(staff_id, product_id=None, *, products: int, most: int = 10) -> list[date]:
    """The last days on which anything of a staff member counts, the newest first.

    `products` is how many products there are: a day has at most one tally for each.
    """
    scope = Scope(staff=staff_id, product=product_id)
    found = collection(DailyTally).find(_matching(scope), {"_id": False, "date": True})
    days = (row["date"].date() for row in found.sort("date", -1).limit(most * products))
    return list(dict.fromkeys(days))[:most]


def of_records(match: dict, kind: str | None = None, *, within_ms: int | None = None) -> Numbers:
    """The same sums over the counted records that match stored fields: reads the ledger.

    Raises TooMany if the database needs longer than `within_ms`.
    """
    cells = cells_pipeline(match | COUNTED)
    try:
        rows = aggregate(OmsetRecord, cells + _summed(None, kind), maxTimeMS=within_ms or 0)
    except ExecutionTimeout as error:
        raise TooMany from error
    return added(rows, kind)


def days_of_records(match: dict, kind: str | None = None) -> list[tuple[date, Numbers]]:
    """The same for each day that has any, in order: reads the ledger."""
    cells = cells_pipeline(match | COUNTED)
    return by_key(aggregate(OmsetRecord, cells + _summed("$_id.date", kind)), kind)


def waiting(match: dict) -> Waiting:
    """How many of the records that match wait for approval, and of how much: their index says."""
    sums = {"records": {"$sum": 1}, "total": {"$sum": "$total"}}
    pending = {"is_deleted": False, "status": Status.PENDING.value}
    pipeline = [{"$match": match | pending}, {"$group": {"_id": {}} | sums}]
    found = [Waiting(**row) for row in aggregate(OmsetRecord, pipeline)]
    return found[0]._replace(total=plain(found[0].total)) if found else Waiting()


def uncounted(match: dict) -> Numbers:
    """Records, forms, nominal and total of rows that wait or were declined; no kinds (OM-4)."""
    sums = {name: {"$sum": f"${field}"} for name, field in _PLAIN_SUMS.items()}
    group = {"$group": {"_id": {"key": None}, "records": {"$sum": 1}} | sums}
    rows = aggregate(OmsetRecord, [{"$match": match}, group])
    return (
        Numbers(**{name: plain(rows[0][name]) for name in ("records", *_PLAIN_SUMS)})
        if rows
        else Numbers()
    )


_PLAIN_SUMS = {"forms": "multiplier", "nominal": "nominal", "total": "total"}


def _rows(scope: Scope, by: str) -> list[dict]:
    """Sums from months where months can answer, and from days for the rest: one command."""
    if by in ("day", "product") or scope.product:
        return aggregate(DailyTally, _of_days(scope, by, [bounds(scope.start, scope.end)]))
    months, more, less = nearest_months(scope.start, scope.end)
    if months is None:
        return aggregate(DailyTally, _of_days(scope, by, more))
    parts = [_of_days(scope, by, more)] if more else []
    if less:
        parts.append([*_of_days(scope, by, less), {"$set": {"is_less": True}}])
    return _at_once(_of_months(scope, by, months), parts)


def _at_once(months: list[dict], parts: list[list[dict]]) -> list[dict]:
    """Months and days as of one moment: no day is taken from a month that did not hold it yet.

    Not inside a transaction: there the database unites no collections.
    """
    days = DailyTally._meta.db_table
    unions = [{"$unionWith": {"coll": days, "pipeline": part}} for part in parts]
    stored = collection(MonthlyTally).with_options(read_concern=ReadConcern("snapshot"))
    found = stored.aggregate(months + unions, session=connection.session)
    return [row.pop("_id") | row for row in found]


def _of_days(scope: Scope, by: str, ranges: list[dict]) -> list[dict]:
    dates = [{"date": bounds} for bounds in ranges if bounds]
    match = _matching(scope) | ({"$or": dates} if dates else {})
    return [{"$match": match}, *_summed(_day_key(by), scope.kind)]


def _of_months(scope: Scope, by: str, months: dict) -> list[dict]:
    match = _matching(scope) | ({"month": months} if months else {})
    return [{"$match": match}, *_summed(_field(by), scope.kind)]


def _day_key(by: str):
    return {"$dateTrunc": {"date": "$date", "unit": "month"}} if by == "month" else _field(by)


def _field(by: str) -> str | None:
    return f"${DIMENSIONS[by]}" if by != "total" else None


def _summed(key, kind: str | None) -> list[dict]:
    return [{"$group": {"_id": {"key": key}} | _sums(kind)}]


def _sums(kind: str | None) -> dict:
    return {name: {"$sum": f"${name}"} for name in needed(kind)}


def _matching(scope: Scope) -> dict:
    ids = {"staff_id": scope.staff, "product_id": scope.product}
    return {name: value for name, value in ids.items() if value is not None}


def _parts(cells: list[dict], by: str, kind: str | None) -> list[Part]:
    days: dict[ObjectId, set] = {}
    for cell in cells:
        days.setdefault(cell[by], set()).update(cell["days"])
    sums = by_key([cell | {"key": cell[by]} for cell in cells], kind)
    parts = [Part(key, row, len(days[key])) for key, row in sums]
    return sorted(parts, key=lambda part: (-part.numbers.total, -part.days))
