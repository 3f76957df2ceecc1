"""Forgetting a customer in the ledger: a pseudonym for the id, and every number as it was.

All deposits of the customer with a staff member change in one transaction, so a group is never
parted, and no kind, tally or bonus depends on what the customer is called.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from crm.audit.erasure import rewrite_history
from crm.calendar import first_day
from crm.mongo.rows import collection, current_session, each_value
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, KnownNames
from omset.locks import lock_staff
from omset.models import DepositImport, OmsetRecord
from omset.rules.classify import as_tambahan, is_tambahan
from omset.signals import customer_erased
from omset.tallies.groups import recount_groups

FIELDS = ("date", "note", "conflict", "decline_reason", "is_tambahan", "customer_key", "version")
OF_IMPORTS = ("reading", "outcome", "problem", "file_name")


def names_in_ledger(key: str) -> KnownNames:
    """How the customer was typed in deposits."""
    return KnownNames(spellings=collection(OmsetRecord).distinct("customer_id", _of(key)))


def keys_in_ledger() -> Iterator[str]:
    """The keys of all deposits, each once."""
    return each_value(OmsetRecord, "customer_key")


def erase_in_ledger(erasure: Erasure) -> dict[str, int]:
    """Give the deposits of the customer, and their history, the pseudonym."""
    people = collection(OmsetRecord).distinct("staff_id", _of(erasure.key))
    deposits = sum(_erase_of_staff(staff_id, erasure) for staff_id in sorted(people))
    return {"deposits": deposits, "imports": _erase_in_imports(erasure)}


def _of(key: str) -> dict[str, Any]:
    return {"customer_key": key}


@transactional
def _erase_of_staff(staff_id: ObjectId, erasure: Erasure) -> int:
    lock_staff(staff_id)
    match = {"staff_id": staff_id} | _of(erasure.key)
    rows = list(collection(OmsetRecord).find(match, FIELDS, session=current_session()))
    if not rows:
        return 0
    writes = [UpdateOne(_place(staff_id, row), _change(row, erasure)) for row in rows]
    collection(OmsetRecord).bulk_write(writes, ordered=False, session=current_session())
    for key in (erasure.key, erasure.pseudonym):
        recount_groups(staff_id, key, key)
    rewrite_history({"subject": {"$in": [row["_id"] for row in rows]}}, erasure.without)
    _tell(staff_id, rows)
    return len(rows)


def _place(staff_id: ObjectId, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"_id": row["_id"], "staff_id": staff_id}


def _change(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    values = {name: erasure.without(row[name]) for name in ("conflict", "decline_reason")}
    values |= {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym}
    # A form that is open still would bring the old name back.
    return {"$set": values | {"note": _note(row, erasure)}, "$inc": {"version": 1}}


def _note(row: Mapping[str, Any], erasure: Erasure) -> str:
    """The note without the customer. It decides about the kind still: a name can hold the word."""
    note = erasure.without(row["note"])
    is_less = row["is_tambahan"] and not is_tambahan(note)
    return as_tambahan(note) if is_less else note


def _tell(staff_id: ObjectId, rows: list[dict[str, Any]]) -> None:
    before = {
        row["_id"]: {"customer_key": row["customer_key"], "version": row["version"]} for row in rows
    }
    months = sorted({first_day(row["date"]).date() for row in rows})
    customer_erased.send(sender=OmsetRecord, staff_id=staff_id, before=before, months=months)


def _erase_in_imports(erasure: Erasure) -> int:
    """The first rows of files, and what was wrong with some; the files go after 30 days."""
    imports = collection(DepositImport)
    changed = 0
    for row in imports.find({}, OF_IMPORTS):
        values = {name: erasure.without(row.get(name)) for name in OF_IMPORTS}
        if any(row.get(name) != value for name, value in values.items()):
            imports.update_one({"_id": row["_id"]}, {"$set": values})
            changed += 1
    return changed
