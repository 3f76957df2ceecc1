"""What people recorded, day by day and customer by customer (OM-27)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bson import Decimal128, ObjectId
from django.db.models import QuerySet
from pymongo.errors import ExecutionTimeout

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, limited_by_itself
from crm.web.lists.cursors import Cursor, read_cursor
from crm.web.lists.paging import Page, page_around
from omset import numbers
from omset.lists import links
from omset.lists.filters import Filter, FilterPeriod
from omset.models import DepositorKind, OmsetRecord, Status
from omset.numbers import Numbers, Waiting
from omset.rules.classify import NDP, RDP

# A declined deposit has no place here.
LISTED = {"status": {"$in": [Status.APPROVED.value, Status.PENDING.value]}}
# A page holds whole days up to this many deposits; a longer day has pages of its own rows.
MOST_DEPOSITS, MOST_DAYS = 100, 7
ROWS_AT_ONCE = 50
# How long the database may look for the days of a page, or add one up.
PATIENCE_MS = 4000
YEARS = range(1000, 3000)
KEY = {name: f"${name}" for name in ("date", "staff_id", "product_id", "customer_key")}
COUNTS = {"$eq": ["$status", Status.APPROVED.value]}
WAITS = {"$eq": ["$status", Status.PENDING.value]}
ZERO = Decimal128("0.00")


@dataclass(frozen=True)
class CustomerDay:
    """One customer of a staff member in a product on one day."""

    date: date
    staff_id: ObjectId
    product_id: ObjectId
    # As it was typed first, in the record `first`.
    customer_id: str
    first: ObjectId
    last: ObjectId
    records: int
    total: Decimal
    ndp: int
    rdp: int
    # What waits is no part of the sums above (OM-4).
    waiting: int
    waiting_total: Decimal

    @property
    def kind(self) -> str | None:
        """NDP if any deposit is; None if nothing counts."""
        if self.ndp:
            return NDP
        return RDP if self.rdp else None

    @property
    def has_both(self) -> bool:
        """A first deposit and a tambahan on one day: counted once as each (OM-17)."""
        return bool(self.ndp and self.rdp)


class DayOfDeposits(NamedTuple):
    date: date
    numbers: Numbers
    waiting: Waiting
    rows: list[CustomerDay]
    # Where this day's further rows begin; empty if there are none.
    next: str
    # The records behind the numbers, and what waits.
    url: str
    waiting_url: str

    @property
    def ndp_url(self) -> str:
        return links.of_kind(self.url, DepositorKind.NDP)

    @property
    def rdp_url(self) -> str:
        return links.of_kind(self.url, DepositorKind.RDP)

    @property
    def customers(self) -> int:
        """New and repeat ones (OM-28)."""
        return self.numbers.ndp + self.numbers.rdp


def days_page(chosen: Filter, page: str = "", rows_after: str = "") -> Page:
    """The days of a filter at the cursor `page`; the rows of a long day from a cursor of it on.

    Three commands, none of which reads more than the days of the page. Raises BadCursor, and
    TooManyRecords if the database needs longer than PATIENCE_MS for one of them.
    """
    try:
        with limited_by_itself():
            return _days_page(chosen, page, rows_after)
    except ExecutionTimeout as error:
        raise numbers.TooManyRecords from error


def _days_page(chosen: Filter, page: str, rows_after: str) -> Page:
    dates = _dates(chosen, read_cursor(page, _date_of))
    if not dates.rows:
        return dates
    inside = replace(chosen, period=FilterPeriod(dates.rows[-1], dates.rows[0]))
    rows, waiting = _customer_days(inside, read_cursor(rows_after, ObjectId))
    sums = dict(numbers.grouped(inside.scope(), "day"))
    size = ROWS_AT_ONCE if len(dates.rows) == 1 else len(rows)
    days = [
        _day_of_deposits(
            chosen, day, sums.get(day, Numbers()), waiting.get(day, Waiting()), rows, size
        )
        for day in dates.rows
    ]
    return replace(dates, rows=days)


def deposits(sample: OmsetRecord, period: FilterPeriod, kind: str | None) -> QuerySet:
    """The deposits behind a row: those of the sample's group, counted of a kind or all shown."""
    rows = OmsetRecord.objects.live().filter(
        staff_id=sample.staff_id, customer_key=sample.customer_key, product_id=sample.product_id
    )
    rows = rows.filter(**period.conditions())
    if kind:
        return rows.counted().filter(kind=kind)
    return rows.filter(status__in=(Status.APPROVED, Status.PENDING))


def _dates(chosen: Filter, cursor: Cursor | None) -> Page:
    """The dates of a page, the newest first."""
    backwards = cursor is not None and cursor.backwards
    period = _beyond(chosen.period, cursor) if cursor else chosen.period
    match = replace(chosen, period=period).match() | LISTED
    side = 1 if backwards else -1
    records = collection(OmsetRecord).find(match, {"_id": False, "date": True})
    records = records.sort([("date", side), ("_id", side)]).limit(MOST_DEPOSITS + 1)
    records = records.max_time_ms(PATIENCE_MS)
    stamps = [record["date"].date() for record in records]
    days = list(dict.fromkeys(stamps))
    more = len(stamps) > MOST_DEPOSITS
    if more and len(days) > 1:
        days.pop()  # only its beginning was read
    more, days = more or len(days) > MOST_DAYS, days[:MOST_DAYS]
    if days and days[-1] == (period.end if backwards else period.start):
        more = False
    return page_around(days, cursor, more=more, key_of=lambda day: (day,))


def _beyond(period: FilterPeriod, cursor: Cursor) -> FilterPeriod:
    """The part of the period beyond the cursor."""
    [day] = cursor.key
    if cursor.backwards:
        first = day + timedelta(days=1)
        return replace(period, start=max(first, period.start or first))
    last = day - timedelta(days=1)
    return replace(period, end=min(last, period.end or last))


def _customer_days(
    chosen: Filter, after: Cursor | None
) -> tuple[list[CustomerDay], dict[date, Waiting]]:
    """The rows of the days, the latest entered first, and what waits on each day."""
    beyond = [{"$match": after.beyond({"last": -1})}] if after else []
    order = {"$sort": {"_id.date": -1, "last": -1}}
    limit = {"$limit": max(MOST_DEPOSITS, ROWS_AT_ONCE) + 1}
    waiting = {"records": {"$sum": "$waiting"}, "total": {"$sum": "$waiting_total"}}
    facets = {
        "rows": [*beyond, order, limit],
        "waiting": [
            {"$match": {"waiting": {"$gt": 0}}},
            {"$group": {"_id": "$_id.date"} | waiting},
        ],
    }
    pipeline = [{"$match": chosen.match() | LISTED}, {"$group": {"_id": KEY} | _sums()}]
    steps = [*pipeline, {"$facet": facets}]
    [result] = collection(OmsetRecord).aggregate(steps, maxTimeMS=PATIENCE_MS)
    customer_days = [_customer_day(group) for group in result["rows"]]
    waiting_by_day = {
        row["_id"].date(): Waiting(row["records"], to_decimal(row["total"]))
        for row in result["waiting"]
    }
    return customer_days, waiting_by_day


def _sums() -> dict:
    return {
        "first": {"$min": {"id": "$_id", "customer_id": "$customer_id"}},
        "last": {"$max": "$_id"},
        "records": _sum_if(COUNTS, 1, 0),
        "total": _sum_if(COUNTS, "$total", ZERO),
        "ndp": _sum_if({"$eq": ["$kind", NDP]}, 1, 0),
        "rdp": _sum_if({"$eq": ["$kind", RDP]}, 1, 0),
        "waiting": _sum_if(WAITS, 1, 0),
        "waiting_total": _sum_if(WAITS, "$total", ZERO),
    }


def _sum_if(condition: dict, value: object, otherwise: object) -> dict:
    return {"$sum": {"$cond": [condition, value, otherwise]}}


def _customer_day(group: dict) -> CustomerDay:
    key, first = group["_id"], group["first"]
    return CustomerDay(
        date=key["date"].date(),
        staff_id=key["staff_id"],
        product_id=key["product_id"],
        customer_id=first["customer_id"],
        first=first["id"],
        total=to_decimal(group["total"]),
        waiting_total=to_decimal(group["waiting_total"]),
        **{name: group[name] for name in ("last", "records", "ndp", "rdp", "waiting")},
    )


def _day_of_deposits(
    chosen: Filter, day: date, sums: Numbers, waiting: Waiting, rows: list[CustomerDay], size: int
) -> DayOfDeposits:
    inside = replace(chosen, period=FilterPeriod(day, day))
    own = [row for row in rows if row.date == day]
    return DayOfDeposits(
        date=day,
        numbers=sums,
        waiting=waiting,
        rows=own[:size],
        next=str(Cursor((own[size - 1].last,))) if len(own) > size else "",
        url=links.counted(inside),
        waiting_url=links.waiting(inside),
    )


def _date_of(text: str) -> date:
    """The date of a cursor. Raises ValueError if a day beside it could not be asked for."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError("no day of a page")
    return day
