"""Where stored values of records differ from what they should be. Knows no database.

Rows are stored documents; each function returns what should stand instead, by field.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from bson import Decimal128, ObjectId

from crm.mongo.decimals import to_decimal
from members.rules.keys import customer_key
from omset.models import Status
from omset.rules.classify import is_tambahan, kinds
from omset.rules.money import deposit_total

Key = TypeVar("Key")

MADE_FIELDS = (
    "date",
    "customer_id",
    "note",
    "nominal",
    "multiplier",
    "customer_key",
    "is_tambahan",
    "total",
)
GROUP_FIELDS = ("product_id", "customer_key", "date", "is_tambahan", "status", "is_deleted", "kind")


class _Deposit(NamedTuple):
    date: datetime
    is_tambahan: bool


def wrong_fields(row: dict) -> dict:
    """The fields that saving the record would make anew and differently."""
    amounts = to_decimal(row["nominal"]), to_decimal(row["multiplier"])
    total = deposit_total(*amounts)
    fresh = {
        "customer_key": customer_key(row["customer_id"]),
        "is_tambahan": is_tambahan(row["note"]),
    }
    wrong = {field: value for field, value in fresh.items() if row[field] != value}
    if to_decimal(row["total"]) != total:
        wrong["total"] = Decimal128(total)
    return wrong


def wrong_kinds(rows: Iterable[dict]) -> dict[ObjectId, str | None]:
    """The kind that each wrongly classified row should have, by its id (OM-12 to OM-16)."""
    groups: dict[tuple, list[dict]] = defaultdict(list)
    wrong: dict[ObjectId, str | None] = {}
    for row in rows:
        if row["status"] == Status.APPROVED and not row["is_deleted"]:
            groups[row["customer_key"], row["product_id"]].append(row)
        elif row["kind"] is not None:
            wrong[row["_id"]] = None
    for group in groups.values():
        deposits = [_Deposit(row["date"], row["is_tambahan"]) for row in group]
        for row, kind in zip(group, kinds(deposits), strict=True):
            if row["kind"] != kind:
                wrong[row["_id"]] = kind
    return wrong


def differing(before: dict[Key, Any], after: dict[Key, Any]) -> dict[Key, tuple]:
    """The keys whose values differ, with both; None where there is none."""
    keys = [*before, *(key for key in after if key not in before)]
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
