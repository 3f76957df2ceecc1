"""Whose customers deposited in a range: the one count that ignores days (OM-19).

Only the ledger knows; no tally can, because a customer of two days is still one customer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import Decimal128, ObjectId
from pymongo.errors import ExecutionTimeout

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, limited_by_itself
from crm.web.lists.cursors import Cursor, read_cursor
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED
from omset.numbers import TooManyRecords
from omset.rules.classify import NDP, RDP

PAGE_SIZE = 50
GROUP_KEY = {name: f"${name}" for name in ("staff_id", "product_id", "customer_key", "kind")}
# The largest total first, of equals the customer who was seen first.
BY_TOTAL = {"total": -1, "first.id": 1}
# Staff with most repeat customers first, then new before repeat ones.
ORDER = {"repeat": -1, "_id.staff_id": 1, "_id.kind": 1} | BY_TOTAL
TOTAL = re.compile(r"[0-9]{1,24}\.[0-9]{2}")


@dataclass(frozen=True)
class CountedCustomer:
    """A staff member's customer in a product, with their deposits of one kind."""

    staff_id: ObjectId
    product_id: ObjectId
    # As it was typed first, in the record `first`.
    customer_id: str
    first: ObjectId
    kind: str
    records: int
    total: Decimal
    dates: list[date]


class CustomerCounts(NamedTuple):
    """How many customers a staff member has of each kind; one may be in both."""

    staff_id: ObjectId
    ndp: int
    rdp: int


@dataclass(frozen=True)
class CustomersOfKind:
    """Some of a staff member's customers of one kind, and how many there are in all."""

    kind: str
    rows: list[CountedCustomer]
    count: int
    # Where the next ones begin; empty if there are none.
    next: str


def unique_customers(match: dict) -> Iterator[CountedCustomer]:
    """The customers of the counted records that match stored fields; NDP and RDP ones apart."""
    repeat = {"repeat": {"$sum": _is_kind(RDP)}}
    window = {"$setWindowFields": {"partitionBy": "$_id.staff_id", "output": repeat}}
    pipeline = [*_groups(match), window, {"$sort": ORDER}]
    return map(_customer, collection(OmsetRecord).aggregate(pipeline))


def unique_counts(match: dict, *, within_ms: int) -> list[CustomerCounts]:
    """The counts of each staff member, the most repeat customers first.

    Raises TooManyRecords if the database needs longer than `within_ms`.
    """
    pipeline = [
        {"$match": match | COUNTED},
        {"$group": {"_id": GROUP_KEY}},
        {"$group": {"_id": "$_id.staff_id"} | _counts_by_kind()},
        {"$sort": {"rdp": -1, "_id": 1}},
    ]
    try:
        with limited_by_itself():
            rows = list(collection(OmsetRecord).aggregate(pipeline, maxTimeMS=within_ms))
    except ExecutionTimeout as error:
        raise TooManyRecords from error
    return [CustomerCounts(row["_id"], row["ndp"], row["rdp"]) for row in rows]


def listings(
    match: dict, kinds: Iterable[str], after: str = "", *, within_ms: int
) -> list[CustomersOfKind]:
    """PAGE_SIZE customers of each kind, the largest totals first, from the cursor `after` on.

    One command. Raises BadCursor for a tampered cursor, TooManyRecords if the database needs
    longer than `within_ms`.
    """
    cursor = read_cursor(after, _total_of, ObjectId)
    beyond = [{"$match": cursor.beyond(BY_TOTAL)}] if cursor else []
    page = [*beyond, {"$sort": BY_TOTAL}, {"$limit": PAGE_SIZE + 1}]
    facets = {kind: [{"$match": {"_id.kind": kind}}, *page] for kind in kinds}
    facets["counts"] = [{"$group": {"_id": "$_id.kind", "all": {"$sum": 1}}}]
    pipeline = [*_groups(match), {"$facet": facets}]
    try:
        with limited_by_itself():
            [result] = collection(OmsetRecord).aggregate(pipeline, maxTimeMS=within_ms)
    except ExecutionTimeout as error:
        raise TooManyRecords from error
    counts = {row["_id"]: row["all"] for row in result["counts"]}
    return [_of_kind(kind, result[kind], counts.get(kind, 0)) for kind in kinds]


def _of_kind(kind: str, rows: list[dict], count: int) -> CustomersOfKind:
    customers = [_customer(row) for row in rows]
    page, more = customers[:PAGE_SIZE], customers[PAGE_SIZE:]
    return CustomersOfKind(
        kind=kind, rows=page, count=count, next=str(_cursor(page[-1])) if more else ""
    )


def _groups(match: dict) -> list[dict]:
    first = {"date": "$date", "id": "$_id", "customer_id": "$customer_id"}
    sums = {
        "first": {"$min": first},
        "records": {"$sum": 1},
        "total": {"$sum": "$total"},
        "dates": {"$addToSet": "$date"},
    }
    return [{"$match": match | COUNTED}, {"$group": {"_id": GROUP_KEY} | sums}]


def _counts_by_kind() -> dict:
    return {name: {"$sum": _is_kind(kind)} for name, kind in (("ndp", NDP), ("rdp", RDP))}


def _is_kind(kind: str) -> dict:
    return {"$cond": [{"$eq": ["$_id.kind", kind]}, 1, 0]}


def _total_of(text: str) -> Decimal128:
    """The total of a cursor. Raises ValueError for what no customer can have."""
    if not TOTAL.fullmatch(text):
        raise ValueError("no total")
    return Decimal128(text)


def _cursor(customer: CountedCustomer) -> Cursor:
    return Cursor((f"{customer.total:.2f}", customer.first))


def _customer(row: dict) -> CountedCustomer:
    return CountedCustomer(
        staff_id=row["_id"]["staff_id"],
        product_id=row["_id"]["product_id"],
        customer_id=row["first"]["customer_id"],
        first=row["first"]["id"],
        kind=row["_id"]["kind"],
        records=row["records"],
        total=to_decimal(row["total"]),
        dates=[day.date() for day in sorted(row["dates"])],
    )
