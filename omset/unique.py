"""Whose customers deposited in a range: the one count that ignores days (OM-19).

Only the ledger knows; no tally can, because a customer of two days is still one customer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId

from omset.classify import RDP
from omset.models import OmsetRecord
from omset.tally import COUNTED, collection

ENTRY = {name: f"${name}" for name in ("staff_id", "product_id", "customer_key", "kind")}
# Staff with most repeat customers first, then new before repeat ones, then by total.
ORDER = {"repeat": -1, "_id.staff_id": 1, "_id.kind": 1, "total": -1, "_id": 1}


@dataclass(frozen=True)
class Customer:
    """A staff member's customer in a product, with their deposits of one kind."""

    staff_id: ObjectId
    product_id: ObjectId
    # As it was typed first.
    customer_id: str
    kind: str
    records: int
    total: Decimal
    dates: list[date]


def unique_customers(match: dict) -> Iterator[Customer]:
    """The customers of the counted records that match stored fields; NDP and RDP ones apart."""
    first = {"date": "$date", "id": "$_id", "customer_id": "$customer_id"}
    sums = {
        "first": {"$min": first},
        "records": {"$sum": 1},
        "total": {"$sum": "$total"},
        "dates": {"$addToSet": "$date"},
    }
    is_repeat = {"$cond": [{"$eq": ["$_id.kind", RDP]}, 1, 0]}
    pipeline = [
        {"$match": match | COUNTED},
        {"$group": {"_id": ENTRY} | sums},
        {
            "$setWindowFields": {
                "partitionBy": "$_id.staff_id",
                "output": {"repeat": {"$sum": is_repeat}},
            }
        },
        {"$sort": ORDER},
    ]
    return map(_customer, collection(OmsetRecord).aggregate(pipeline))


def _customer(row: dict) -> Customer:
    return Customer(
        staff_id=row["_id"]["staff_id"],
        product_id=row["_id"]["product_id"],
        customer_id=row["first"]["customer_id"],
        kind=row["_id"]["kind"],
        records=row["records"],
        total=row["total"].to_decimal(),
        dates=[day.date() for day in sorted(row["dates"])],
    )
