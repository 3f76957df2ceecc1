"""Which customers become several, which become one, and new keys for what holds a customer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from bson import ObjectId
from django.db import IntegrityError, models
from pymongo.errors import DuplicateKeyError

from crm.mongo.rows import collection

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
    model: type[models.Model],
    key_of: KeyRule,
    *,
    dry_run: bool,
    move: Callable[[CustomerHolder], None] | None = None,
) -> tuple[int, list[CustomerHolder]]:
    """Give what holds a customer the key of today; how many were moved, and which can not be.

    Those are held under that key already. Each row is written by itself, or by `move` with what
    follows from it: a run that was killed is finished by the next.
    """
    waiting = list(_with_old_keys(model, key_of))
    move = move or partial(_set_key, model)
    if dry_run:
        return len(waiting), []
    moved = 0
    while True:
        # One may stand where another goes, and leave that place itself.
        left = [holder for holder in waiting if not _has_moved(move, holder)]
        moved += len(waiting) - len(left)
        if len(left) == len(waiting):
            return moved, left
        waiting = left


def _several(pairs: Iterable[tuple[str, str, str]]) -> list[Customers]:
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one, other, typed in pairs:
        groups[one][other].add(typed)
    several = [group for group in groups.values() if len(group) > 1]
    return [sorted(sorted(spellings) for spellings in group.values()) for group in several]


def _with_old_keys(model: type[models.Model], key_of: KeyRule) -> Iterator[CustomerHolder]:
    for row in collection(model).find(
        OTHER_THAN_ASCII, ("customer_id", "customer_key", "product_name")
    ):
        new = key_of(row["customer_id"])
        if new != row["customer_key"]:
            yield CustomerHolder(
                pk=row["_id"],
                customer_id=row["customer_id"],
                product_name=row["product_name"],
                new=new,
            )


def _has_moved(move: Callable[[CustomerHolder], None], holder: CustomerHolder) -> bool:
    try:
        move(holder)
    except (DuplicateKeyError, IntegrityError):
        return False
    return True


def _set_key(model: type[models.Model], holder: CustomerHolder) -> None:
    # Who is corrected meanwhile has today's key by that.
    match = {"_id": holder.pk, "customer_id": holder.customer_id}
    collection(model).update_one(match, {"$set": {"customer_key": holder.new}})
