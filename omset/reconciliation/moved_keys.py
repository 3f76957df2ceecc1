"""Bringing stored deposits under the keys of today's rule (G-5), with every number that follows.

A key is made once, on write. Each transaction here moves whole customers of one staff member and
recounts what they touch, so the books agree after each, and a run that was killed is finished by
the next. What it does to a closed month becomes an adjustment there, like any other change.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bson import ObjectId
from pymongo import UpdateOne

from crm.audit.record import note_about
from crm.calendar import first_day
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import TransactionTimeout, transactional
from members.moved_keys.holders import (
    OTHER_THAN_ASCII,
    Customers,
    KeyRule,
    Spelling,
    joined_customers,
    parted_customers,
)
from omset.locks import lock_staff
from omset.models import OmsetRecord
from omset.reconciliation.drift import wrong_kinds
from omset.reconciliation.recount import batches, rows_of
from omset.signals import LedgerEvent
from omset.tallies import tally
from omset.tallies.groups import recount_groups

SUBJECT_TYPE = "omset.customer_keys"
KEYS_MOVED = LedgerEvent(verb="customer-keys")
# Deposits that one transaction moves: nearly always all of a staff member's, for one adjustment.
AT_ONCE = 2000
# How long it goes on trying to get its turn.
SECONDS = 80
FIELDS = ("customer_id", "customer_key", "product_id", "date")


class MovedCustomers(NamedTuple):
    """What moved of a staff member in a product: deposits, and the customers they tell apart."""

    staff_id: ObjectId
    product_id: ObjectId
    deposits: int
    separated: list[Customers]
    joined: list[Customers]


def staff_to_visit() -> list[ObjectId]:
    """Whose deposits have customers that the rule could concern."""
    return sorted(collection(OmsetRecord).distinct("staff_id", OTHER_THAN_ASCII))


def move_deposits(
    staff_id: ObjectId, key_of: KeyRule, *, dry_run: bool
) -> Iterator[MovedCustomers]:
    """Move a staff member's deposits to the keys of `key_of`, or only say what would move."""
    leaving = sorted(_keys_to_leave(staff_id, key_of).items())
    for keys in batches(leaving, AT_ONCE, items=AT_ONCE):
        if dry_run:
            yield from _regrouped(staff_id, _rows(staff_id, keys, key_of))
        else:
            yield from _move_when_free(staff_id, keys, key_of)


def _keys_to_leave(staff_id: ObjectId, key_of: KeyRule) -> Counter[str]:
    """The stored keys that are not right for some deposit, and for how many."""
    match = {"staff_id": staff_id} | OTHER_THAN_ASCII
    rows = collection(OmsetRecord).find(match, FIELDS)
    return Counter(
        row["customer_key"] for row in rows if row["customer_key"] != key_of(row["customer_id"])
    )


def _move_when_free(staff_id: ObjectId, keys: list[str], key_of: KeyRule) -> list[MovedCustomers]:
    """Move them, also behind what a killed process had begun: the server ends that in a minute."""
    patience = time.monotonic() + SECONDS
    while True:
        try:
            return _move(staff_id, keys, key_of)
        except TransactionTimeout:
            if time.monotonic() > patience:
                raise


@transactional
def _move(staff_id: ObjectId, keys: list[str], key_of: KeyRule) -> list[MovedCustomers]:
    lock_staff(staff_id)
    rows = _rows(staff_id, keys, key_of)
    moving = [row for row in rows if row["key"] != row["customer_key"]]
    if not moving:
        return []
    _store_keys(staff_id, moving)
    touched = {row["key"] for row in rows} | {row["customer_key"] for row in rows}
    groups = {row["_id"]: row for row in rows_of(staff_id, touched)}
    wrong = wrong_kinds(groups.values())
    tally.set_kinds(staff_id, wrong)
    for key in touched:
        recount_groups(staff_id, key, key)
    dates = [row["date"] for row in moving] + [groups[pk]["date"] for pk in wrong]
    first, last = (first_day(day) for day in (min(dates), max(dates)))
    tally.recount_span(staff_id, first, last, KEYS_MOVED)
    regrouped = _regrouped(staff_id, rows)
    _note(regrouped)
    return regrouped


def _rows(staff_id: ObjectId, keys: Iterable[str], key_of: KeyRule) -> list[dict]:
    """The deposits under these keys and under those they go to; `key` is the right one of each."""
    rows = _under(staff_id, keys, key_of)
    further = {row["key"] for row in rows} - set(keys)
    return rows + _under(staff_id, further, key_of)


def _under(staff_id: ObjectId, keys: Iterable[str], key_of: KeyRule) -> list[dict]:
    match = {"staff_id": staff_id, "customer_key": {"$in": [*keys]}}
    rows = collection(OmsetRecord).find(match, FIELDS, session=current_session())
    return [row | {"key": key_of(row["customer_id"])} for row in rows]


def _store_keys(staff_id: ObjectId, rows: list[dict]) -> None:
    writes = [
        UpdateOne({"_id": row["_id"], "staff_id": staff_id}, {"$set": {"customer_key": row["key"]}})
        for row in rows
    ]
    collection(OmsetRecord).bulk_write(writes, ordered=False, session=current_session())


def _regrouped(staff_id: ObjectId, rows: list[dict]) -> list[MovedCustomers]:
    by_product = defaultdict(list)
    for row in rows:
        spelling = Spelling(row["customer_id"], row["customer_key"], row["key"])
        by_product[row["product_id"]].append(spelling)
    return [
        MovedCustomers(
            staff_id=staff_id,
            product_id=product_id,
            deposits=sum(row.old != row.new for row in spellings),
            separated=parted_customers(spellings),
            joined=joined_customers(spellings),
        )
        for product_id, spellings in by_product.items()
        if any(row.old != row.new for row in spellings)
    ]


def _note(regrouped: list[MovedCustomers]) -> None:
    """History keeps who was told apart: afterwards nothing else would say it."""
    for staff_id, product_id, deposits, separated, merged in regrouped:
        after = {
            "product": str(product_id),
            "deposits": deposits,
            "separated": separated,
            "joined": merged,
        }
        note_about(staff_id, SUBJECT_TYPE, KEYS_MOVED.verb, after=after)
