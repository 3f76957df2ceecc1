"""Customers by the beginning of their key: for searching, and for suggestions while typing.

An index walks the customers in order and stops after a few, however many there are.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from bson import ObjectId
from pymongo.errors import ExecutionTimeout

from crm.mongo.rows import collection, limited_by_itself
from crm.staff.models import User
from members.rules.keys import customer_key
from omset.lists.filters import LAST_CHARACTER
from omset.models import OmsetRecord

# Index entries that one step reads, and steps at most: enough for customers of 1000 records each.
READ_AT_ONCE, STEPS = 1000, 4
LONGEST_MS = 500
LATEST = ("customer_id", "date", "product_id", "product_name")


@dataclass(frozen=True)
class Customer:
    """A customer as last recorded, in any product unless one was asked for."""

    customer_id: str
    key: str
    last_date: date
    product_id: ObjectId
    product_name: str
    # The last deposit.
    sample: ObjectId


def find_customers(
    user: User,
    text: str,
    *,
    staff: ObjectId | None = None,
    product: ObjectId | None = None,
    limit: int = 8,
) -> list[Customer]:
    """At most `limit` customers whose key begins with `text`, by key; [] for no text.

    Staff find their own customers, admins all or those of `staff` (RO-6); in `product` only if
    given (both are ids). Who has nothing outside the trash is left out. Two database commands,
    rarely more; of one that takes longer than LONGEST_MS nothing is found.
    """
    low = customer_key(text)
    high = low + LAST_CHARACTER
    search = _search_of(staff if user.is_admin else user.pk, product)
    customers: list[Customer] = []
    with suppress(ExecutionTimeout), limited_by_itself():  # who writes more finds more
        for _step in range(STEPS if low else 0):
            keys, is_last = _keys(search, {"$gte": low, "$lt": high}, limit - len(customers))
            customers += _latest(search, keys)
            if is_last or len(customers) >= limit:
                break
            low = keys[-1] + "\0"
    return customers


@dataclass(frozen=True)
class _LedgerSearch:
    """Among which records customers are looked for, and the index that finds them."""

    match: dict
    # Named, so that no ledger is so small or odd that the server would scan it.
    index: str


def _search_of(staff: ObjectId | None, product: ObjectId | None) -> _LedgerSearch:
    index = "omset_by_group" if staff else "omset_by_customer"
    own = {"staff_id": staff} if staff else {}
    return _LedgerSearch(own | ({"product_id": product} if product else {}), index)


def _keys(search: _LedgerSearch, bounds: dict, limit: int) -> tuple[list[str], bool]:
    """The next keys in order, and whether none follows. Reads the index alone."""
    rows = collection(OmsetRecord).find(
        search.match | {"customer_key": bounds}, {"_id": 0, "customer_key": 1}
    )
    rows = (
        rows.sort("customer_key", 1).limit(READ_AT_ONCE).batch_size(READ_AT_ONCE).hint(search.index)
    )
    rows = rows.max_time_ms(LONGEST_MS)
    keys = list(dict.fromkeys(row["customer_key"] for row in rows))
    return keys[:limit], rows.retrieved < READ_AT_ONCE and len(keys) <= limit


def _latest(search: _LedgerSearch, keys: list[str]) -> list[Customer]:
    """The customers of these keys outside the trash, in the order of the keys."""
    if not keys:
        return []
    latest = {name: {"$last": f"${name}"} for name in LATEST} | {"sample": {"$last": "$_id"}}
    pipeline = [
        {"$match": search.match | {"customer_key": {"$in": keys}, "is_deleted": False}},
        {"$sort": {"date": 1, "_id": 1}},
        {"$group": {"_id": "$customer_key"} | latest},
        {"$sort": {"_id": 1}},
    ]
    rows = collection(OmsetRecord).aggregate(pipeline, hint=search.index, maxTimeMS=LONGEST_MS)
    return [_customer(row) for row in rows]


def _customer(row: dict) -> Customer:
    return Customer(
        customer_id=row["customer_id"],
        key=row["_id"],
        last_date=row["date"].date(),
        product_id=row["product_id"],
        product_name=row["product_name"],
        sample=row["sample"],
    )
