"""What outlives reservations and rows, under the keys of another rule (G-5).

The archive, the log of conflicts, the list of who must not be contacted.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bson import ObjectId
from django.db import IntegrityError, models

from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from members.customers.exclusions import lock_all_products, settle_listed
from members.customers.hashes import hash_of_key, hash_secret
from members.models import ArchiveState, ConflictEvent, DoNotContact, MemberRow, PastReservation
from members.moved_keys.holders import OTHER_THAN_ASCII, KeyRule
from members.rules.terms import id_term

Stored = dict[str, Any]


class OldKey(NamedTuple):
    """A stored row that has another key than it should."""

    pk: ObjectId
    customer_id: str
    old: str
    new: str


def move_archive(key_of: KeyRule, *, dry_run: bool) -> int:
    """Give past reservations today's keys; of two that become one the newer is listed (RS-21)."""
    outdated = list(_with_old_keys(PastReservation, key_of))
    if not dry_run:
        for each in outdated:
            _move_past(each)
    return len(outdated)


def move_conflicts(key_of: KeyRule, *, dry_run: bool) -> int:
    """Give the log of conflicts today's keys; nothing else of it changes."""
    outdated = list(_with_old_keys(ConflictEvent, key_of))
    if not dry_run:
        for each in outdated:
            change = {"$set": {"customer_key": each.new}}
            collection(ConflictEvent).update_one({"_id": each.pk}, change)
    return len(outdated)


def move_entries(key_of: KeyRule, *, dry_run: bool) -> tuple[int, list[OldKey]]:
    """Recognise who must not be contacted by today's keys; how many, and which can not be.

    Those are on the list under that key already. Rows are marked as the list says then.
    """
    outdated = list(_with_old_keys(DoNotContact, key_of))
    if dry_run:
        return len(outdated), []
    left = [each for each in outdated if not _has_moved(each)]
    return len(outdated) - len(left), left


def _with_old_keys(model: type[models.Model], key_of: KeyRule) -> Iterator[OldKey]:
    for row in collection(model).find(OTHER_THAN_ASCII, ("customer_id", "customer_key")):
        new = key_of(row["customer_id"])
        if new != row["customer_key"]:
            yield OldKey(row["_id"], row["customer_id"], row["customer_key"], new)


@transactional
def _move_past(outdated: OldKey) -> None:
    archive, session = collection(PastReservation), current_session()
    change = {"$set": {"customer_key": outdated.new}}
    archive.update_one({"_id": outdated.pk}, change, session=session)
    moved = archive.find_one({"_id": outdated.pk}, session=session)
    if moved is None or moved["state"] != ArchiveState.LISTED:
        return
    place = {name: moved[name] for name in ("customer_key", "product_id", "staff_id", "state")}
    listed = archive.find(place, session=session).sort([("ended_at", -1), ("_id", -1)])
    _newest, *others = [row["_id"] for row in listed]
    replaced = {"$set": {"state": ArchiveState.REPLACED.value}}
    archive.update_many({"_id": {"$in": others}}, replaced, session=session)


def _has_moved(entry: OldKey) -> bool:
    try:
        _move_entry(entry)
    except IntegrityError:
        return False
    return True


@transactional
def _move_entry(entry: OldKey) -> None:
    lock_all_products()
    named = {"customer_key": entry.new, "key_hash": hash_of_key(entry.new, hash_secret())}
    collection(DoNotContact).update_one(
        {"_id": entry.pk}, {"$set": named}, session=current_session()
    )
    either = [id_term(entry.old), id_term(entry.new)]
    settle_listed(_rows({"terms": {"$in": either}}), by=None)


def _rows(match: Mapping[str, Any]) -> list[Stored]:
    return list(collection(MemberRow).find(match, session=current_session()))
