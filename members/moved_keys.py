"""When the rule for customer keys changes (G-5): who parts, who becomes one, what holds them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bson import ObjectId
from django.db import connection, models
from pymongo.errors import DuplicateKeyError

# The keys of plain ASCII are the same under every rule.
OTHER_THAN_ASCII = {
    "$expr": {"$ne": [{"$strLenBytes": "$customer_id"}, {"$strLenCP": "$customer_id"}]}
}
KeyRule = Callable[[str], str]
# Customers, each with all the spellings of them.
Customers = list[list[str]]


class Spelling(NamedTuple):
    """A customer as typed, the key that is stored for them, and the one that should be."""

    typed: str
    old: str
    new: str


class CustomerHolder(NamedTuple):
    """A row that holds a customer in a product: its key is unique there."""

    pk: ObjectId
    customer_id: str
    product_name: str
    new: str


def parted_customers(spellings: Iterable[Spelling]) -> list[Customers]:
    """For each stored key that stood for several customers, who they are."""
    return _several((row.old, row.new, row.typed) for row in spellings)


def joined_customers(spellings: Iterable[Spelling]) -> list[Customers]:
    """For each key under which several stored ones come together, who they were."""
    return _several((row.new, row.old, row.typed) for row in spellings)


def move_holders(
    model: type[models.Model], key_of: KeyRule, *, dry_run: bool
) -> tuple[int, list[CustomerHolder]]:
    """Give what holds a customer the key of today; how many were moved, and which can not be.

    Those are held under that key already. Each row is written by itself: a run that was killed is
    finished by the next.
    """
    waiting = list(_wrong(model, key_of))
    if dry_run:
        return len(waiting), []
    moved = 0
    while True:
        # One may stand where another goes, and leave that place itself.
        left = [held for held in waiting if not _stored(model, held)]
        moved += len(waiting) - len(left)
        if len(left) == len(waiting):
            return moved, left
        waiting = left


def _several(pairs: Iterable[tuple[str, str, str]]) -> list[Customers]:
    found = defaultdict(lambda: defaultdict(set))
    for one, other, typed in pairs:
        found[one][other].add(typed)
    several = [group for group in found.values() if len(group) > 1]
    return [sorted(sorted(spellings) for spellings in group.values()) for group in several]


def _wrong(model: type[models.Model], key_of: KeyRule) -> Iterator[CustomerHolder]:
    for row in connection.get_collection(model._meta.db_table).find(
        OTHER_THAN_ASCII, ("customer_id", "customer_key", "product_name")
    ):
        new = key_of(row["customer_id"])
        if new != row["customer_key"]:
            yield CustomerHolder(row["_id"], row["customer_id"], row["product_name"], new)


def _stored(model: type[models.Model], held: CustomerHolder) -> bool:
    # Who is corrected meanwhile has today's key by that.
    match = {"_id": held.pk, "customer_id": held.customer_id}
    try:
        connection.get_collection(model._meta.db_table).update_one(
            match, {"$set": {"customer_key": held.new}}
        )
    except DuplicateKeyError:
        return False
    return True
