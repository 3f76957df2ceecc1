"""The pages of customers under the keys of another rule (G-5): an address leads to them still."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import models
from pymongo.errors import DuplicateKeyError

from crm.mongo.rows import collection
from members.models import Customer, MemberRow
from members.moved_keys.holders import OTHER_THAN_ASCII, KeyRule
from members.rules.terms import id_term

Models = Sequence[type[models.Model]]


def move_pages(named_in: Models, key_of: KeyRule, *, dry_run: bool) -> int:
    """Let the page of a customer whose key nobody has any more follow them; how many pages.

    `named_in` is all that stores customers as they were typed, still with the keys of before. Of a
    customer who becomes several the page stays with who keeps the key, else it goes with the first.
    A page that the customer has by now already stays the only one that leads to them.
    """
    moved = 0
    for key, others in _leaving(named_in, key_of).items():
        page = {"customer_key": key, "erased_at": None}
        if collection(Customer).find_one(page) and not _stays(named_in, key, key_of):
            moved += dry_run or _moved(page, min(others))
    return moved


def _leaving(named_in: Models, key_of: KeyRule) -> dict[str, set[str]]:
    """By stored key the keys to which some of its customers go."""
    leaving: dict[str, set[str]] = defaultdict(set)
    for model in named_in:
        for row in collection(model).find(OTHER_THAN_ASCII, ("customer_id", "customer_key")):
            new = key_of(row["customer_id"])
            if new != row["customer_key"]:
                leaving[row["customer_key"]].add(new)
    return leaving


def _stays(named_in: Models, key: str, key_of: KeyRule) -> bool:
    """Whether somebody keeps this key."""
    for model in named_in:
        # Rows are looked up by their terms.
        terms = {"terms": id_term(key)} if model is MemberRow else {}
        for row in collection(model).find(terms | {"customer_key": key}, ("customer_id",)):
            if key_of(row["customer_id"]) == key:
                return True
    return False


def _moved(page: dict, key: str) -> bool:
    try:
        done = collection(Customer).update_one(page, {"$set": {"customer_key": key}})
    except DuplicateKeyError:
        return False
    return bool(done.modified_count)
