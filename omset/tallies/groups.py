"""Counts groups: what a customer deposited with a staff member in a product, over all time (OM-12).

The only writer of GroupTally. An event recounts the one or two groups that its record leaves and
joins, from the records that it reads anyway to classify them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from bson import Decimal128, ObjectId

from crm.mongo.rows import aggregate, collection, midnight
from crm.mongo.transaction import transactional
from omset.models import GroupTally, OmsetRecord
from omset.models.statuses import COUNTED
from omset.tallies.stored import replace_rows, settle_rows

PLACE = ("staff_id", "product_id", "customer_key")


class CountedDeposit(Protocol):
    """A counted record of a group; rupiah."""

    @property
    def date(self) -> date: ...

    @property
    def total(self) -> Decimal: ...


def write_groups(
    staff_id: ObjectId, product_id: ObjectId, groups: Mapping[str, Iterable[CountedDeposit]]
) -> None:
    """Store what these groups, by customer key, have now; one without a deposit has no tally."""
    place = {"staff_id": staff_id, "product_id": product_id}
    places = [place | {"customer_key": key} for key in groups]
    counts = {key: _counts([*deposits]) for key, deposits in groups.items()}
    rows = [place | {"customer_key": key} | row for key, row in counts.items() if row]
    replace_rows(GroupTally, places, rows)


@transactional
def recount_groups(staff_id: ObjectId, first: str, last: str) -> None:
    """Put the groups of a staff member right from the customer key `first` to `last`.

    Writes only what differs. The caller has the per-staff lock.
    """
    customers = {"staff_id": staff_id, "customer_key": {"$gte": first, "$lte": last}}
    rows = aggregate(OmsetRecord, _pipeline(customers), hint="omset_by_group")
    settle_rows(GroupTally, customers, rows, PLACE)


def sizes_of_groups(staff_id: ObjectId) -> dict[str, int]:
    """The customers with whom a staff member has records or tallies, and how many records."""
    per_customer = {"$group": {"_id": {"key": "$customer_key"}, "records": {"$sum": 1}}}
    pipeline: list[dict] = [{"$match": {"staff_id": staff_id}}, per_customer]
    rows = aggregate(OmsetRecord, pipeline, hint="omset_by_group")
    tallies = collection(GroupTally).find({"staff_id": staff_id}, {"_id": 0, "customer_key": 1})
    stale = {row["customer_key"]: 0 for row in tallies.batch_size(5000)}
    return stale | {row["key"]: row["records"] for row in rows}


def _counts(deposits: list[CountedDeposit]) -> dict[str, Any]:
    """The stored sums of a group; empty if nothing of it counts."""
    if not deposits:
        return {}
    days = {deposit.date for deposit in deposits}
    return {
        "first_date": midnight(min(days)),
        "last_date": midnight(max(days)),
        "days": len(days),
        "records": len(deposits),
        "total": Decimal128(sum((deposit.total for deposit in deposits), Decimal("0.00"))),
    }


def _pipeline(match: dict) -> list[dict]:
    """The same sums of all groups that match, made by the database."""
    sums = {
        "first_date": {"$min": "$date"},
        "last_date": {"$max": "$date"},
        "days": {"$addToSet": "$date"},
        "records": {"$sum": 1},
        "total": {"$sum": "$total"},
    }
    by_group = {"_id": {name: f"${name}" for name in PLACE}} | sums
    return [
        {"$match": match | COUNTED},
        {"$group": by_group},
        {"$set": {"days": {"$size": "$days"}}},
    ]
