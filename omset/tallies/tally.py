"""Counts a staff member's days and months from the ledger. The only writer of derived numbers.

Nothing is ever added to or taken from a number: each event recounts exactly the group, days and
months it touched, inside its own transaction (OM-17, OM-18, OM-21, OM-22).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from bson import Decimal128, ObjectId
from django.db.models import DecimalField, IntegerField

from crm.calendar import first_day, months_between, next_month
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection, current_session, midnight
from crm.mongo.transaction import transactional
from omset.locks import lock_staff
from omset.models import DailyTally, MonthlyTally, OmsetRecord, RecordWrite, Tally
from omset.models.statuses import COUNTED
from omset.rules.classify import NDP, RDP, kinds
from omset.signals import LedgerEvent, NamedDeposit, months_recounted
from omset.tallies.groups import write_groups
from omset.tallies.stored import replace_rows, settle_rows

# The sums of a tally, as its model says them: amounts have two places, counts none.
AMOUNTS = tuple(field.name for field in Tally._meta.fields if isinstance(field, DecimalField))
COUNTS = tuple(field.name for field in Tally._meta.fields if isinstance(field, IntegerField))
NO_AMOUNT = Decimal128("0.00")
RECOUNT = LedgerEvent(verb="recount")


class CountedRecord(NamedTuple):
    """What a stored record says about its kind, its day and its group; rupiah."""

    pk: ObjectId
    date: date
    is_tambahan: bool
    kind: str | None
    total: Decimal


def before_write(write: RecordWrite) -> None:
    """Wait for the staff member's other events, then give the record its kind (OM-9, OM-22).

    Writes the per-staff lock unless the verb has it, `record.kind` (unsaved), the kinds of the
    other records of the groups that the record leaves and joins, and the tallies of those groups;
    and `write.touched_days`.
    """
    record, joined = write.record, write.record.group_day
    left = write.left or joined
    if (left.staff_id, left.product_id) != (joined.staff_id, joined.product_id):
        raise ValueError("the staff member and the product of a record never change (OM-9)")
    if write.event.sequence is None:
        lock_staff(record.staff_id)
    if write.is_removal:
        record.is_deleted = True
    moved = _reclassify(record, {left.customer_key, joined.customer_key})
    write.touched_days = frozenset({left.date, joined.date} | moved)


@transactional
def after_write(write: RecordWrite) -> None:
    """Recount the days and months that the written record touched (OM-17, OM-18)."""
    record = write.record
    deposit = NamedDeposit(record.pk, record.customer_id, record.date, record.total)
    event = replace(write.event, deposit=deposit)
    recount_days(record.staff_id, record.product_id, write.touched_days, event)


@transactional
def recount_days(
    staff_id: ObjectId, product_id: ObjectId, days: Iterable[date], event: LedgerEvent = RECOUNT
) -> None:
    """Rewrite the tallies of these days, then of their months, from the ledger."""
    stamps = [midnight(day) for day in days]
    cell = {"staff_id": staff_id, "product_id": product_id}
    rows = aggregate(OmsetRecord, cells_pipeline({**cell, "date": {"$in": stamps}} | COUNTED))
    replace_rows(DailyTally, [{**cell, "date": stamp} for stamp in stamps], rows)
    months = sorted({first_day(stamp) for stamp in stamps})
    day_rows = _recount_months(staff_id, months)
    _tell(staff_id, months, event, day_rows)


@transactional
def recount_span(
    staff_id: ObjectId, first: datetime, last: datetime, event: LedgerEvent = RECOUNT
) -> None:
    """Put all tallies of a staff member right, from the month `first` to the month `last`."""
    span = {"$gte": first, "$lt": next_month(last)}
    cells = {"staff_id": staff_id, "date": span}
    days = aggregate(OmsetRecord, cells_pipeline(cells | COUNTED), hint="omset_by_staff")
    settle_rows(DailyTally, cells, days, ("staff_id", "product_id", "date"))
    months = aggregate(DailyTally, months_pipeline(cells))
    settle_rows(MonthlyTally, {"staff_id": staff_id, "month": span}, months, ("staff_id", "month"))
    _tell(staff_id, list(months_between(first, last)), event, None)


def cells_pipeline(match: dict) -> list[dict]:
    """Counted records matching `match`, summed for each staff member, product and date.

    NDP and RDP count distinct customers of the cell, so a customer with a first deposit and a
    tambahan on one day is one of each (OM-17); the amounts sum every record (OM-21).
    """
    # The kinds are summed apart and then side by side: a condition for every record and sum
    # would take half as long again.
    cell = {name: f"${name}" for name in ("staff_id", "product_id", "date")}
    by_kind = {"$group": {"_id": cell | {"kind": "$kind"}} | _sums_of_a_kind()}
    sized = {"$set": {"customers": {"$size": "$customers"}}}
    joined = {"$group": {"_id": {name: f"$_id.{name}" for name in cell}} | _sums()}
    return [{"$match": match}, by_kind, sized, joined]


def months_pipeline(match: dict) -> list[dict]:
    """Daily tallies matching `match`, summed for each staff member and month."""
    by_day = {"_id": {"staff_id": "$staff_id", "date": "$date"}}
    month = {"$dateTrunc": {"date": "$_id.date", "unit": "month"}}
    by_month = {"_id": {"staff_id": "$_id.staff_id", "month": month}, "days_worked": {"$sum": 1}}
    return [{"$match": match}, {"$group": by_day | _all()}, {"$group": by_month | _all()}]


def set_kinds(staff_id: ObjectId, kinds_by_pk: dict[ObjectId, str | None]) -> None:
    """Store the kinds of a staff member's records. Their days are the caller's to recount."""
    by_kind = defaultdict(list)
    for pk, kind in kinds_by_pk.items():
        by_kind[kind].append(pk)
    for kind, pks in by_kind.items():
        collection(OmsetRecord).update_many(
            {"_id": {"$in": pks}, "staff_id": staff_id},
            {"$set": {"kind": kind}},
            session=current_session(),
        )


def _reclassify(record: OmsetRecord, keys: set[str]) -> set[date]:
    """Set the kind of `record` and of all others in its old and new group (OM-9, OM-22)."""
    group = {"staff_id": record.staff_id, "product_id": record.product_id}
    groups: dict[str, list[CountedRecord | OmsetRecord]] = {key: [] for key in keys}
    for key, other in _counted(group | {"customer_key": {"$in": list(keys)}}):
        if other.pk != record.pk:
            groups[key].append(other)
    record.kind = None
    if record.is_counted:
        groups[record.customer_key].append(record)
    write_groups(record.staff_id, record.product_id, groups)
    return _store_kinds(record, groups.values())


def _counted(match: dict) -> Iterator[tuple[str, CountedRecord]]:
    """The counted records that match, by customer. Each event asks: read as they are stored."""
    fields = ("customer_key", "date", "is_tambahan", "kind", "total")
    rows = collection(OmsetRecord).find(match | COUNTED, fields, session=current_session())
    for row in rows:
        deposit = CountedRecord(
            pk=row["_id"],
            date=row["date"].date(),
            is_tambahan=row["is_tambahan"],
            kind=row["kind"],
            total=to_decimal(row["total"]),
        )
        yield row["customer_key"], deposit


def _store_kinds(
    record: OmsetRecord, groups: Iterable[list[CountedRecord | OmsetRecord]]
) -> set[date]:
    moved: dict[ObjectId, str | None] = {}
    days: set[date] = set()
    for group in groups:
        for deposit, kind in zip(group, kinds(group), strict=True):
            if deposit is record:
                record.kind = kind
            elif deposit.kind != kind:
                moved[deposit.pk] = kind
                days.add(deposit.date)
    set_kinds(record.staff_id, moved)
    return days


def _recount_months(staff_id: ObjectId, months: list[datetime]) -> list[dict]:
    """Rewrite the months, and return the sums of their days, which were read with them."""
    ranges = [{"date": {"$gte": month, "$lt": next_month(month)}} for month in months]
    match, days, months_of_days = months_pipeline({"staff_id": staff_id, "$or": ranges})
    both = {"$facet": {"months": [months_of_days], "days": []}}
    [parts] = collection(DailyTally).aggregate([match, days, both], session=current_session())
    rows = {part: [row.pop("_id") | row for row in parts[part]] for part in parts}
    places = [{"staff_id": staff_id, "month": month} for month in months]
    replace_rows(MonthlyTally, places, rows["months"])
    return rows["days"]


def _tell(
    staff_id: ObjectId, months: list[datetime], event: LedgerEvent, day_rows: list[dict] | None
) -> None:
    firsts = [month.date() for month in months]
    months_recounted.send(
        sender=MonthlyTally, staff_id=staff_id, months=firsts, event=event, day_rows=day_rows
    )


def _sums_of_a_kind() -> dict:
    return {
        "records": {"$sum": 1},
        "forms": {"$sum": "$multiplier"},
        "nominal": {"$sum": "$nominal"},
        "total": {"$sum": "$total"},
        "customers": _distinct("$customer_key"),
    }


def _sums() -> dict:
    return {
        **{name: {"$sum": f"${name}"} for name in ("records", "forms", "nominal", "total")},
        "ndp": _sum_of(NDP, "$customers", 0),
        "rdp": _sum_of(RDP, "$customers", 0),
        "ndp_total": _sum_of(NDP, "$total", NO_AMOUNT),
        "rdp_total": _sum_of(RDP, "$total", NO_AMOUNT),
        "ndp_records": _sum_of(NDP, "$records", 0),
        "ndp_forms": _sum_of(NDP, "$forms", NO_AMOUNT),
        "ndp_nominal": _sum_of(NDP, "$nominal", NO_AMOUNT),
    }


def _sum_of(kind: str, value: str, nothing: int | Decimal128) -> dict:
    return {"$sum": {"$cond": [{"$eq": ["$_id.kind", kind]}, value, nothing]}}


def _all() -> dict:
    return {name: {"$sum": f"${name}"} for name in COUNTS + AMOUNTS}


def _distinct(value: str) -> dict:
    return {"$addToSet": value}
