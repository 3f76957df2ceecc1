"""Forgetting a customer in reservations, rows of databases, conflicts and do-not-contact."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from django.db.models import Model
from pymongo import UpdateOne

from crm.audit.erasure import rewrite_history
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.regions import HOME
from crm.registry.customers import Erasure, KnownNames
from crm.staff.models import Product
from members.databases.common import common_keys
from members.databases.pool import lock_product
from members.models import (
    ConflictEvent,
    DoNotContact,
    MemberImport,
    MemberRow,
    PastReservation,
    Reservation,
)
from members.rules.erasure import as_stored_phone
from members.rules.keys import customer_key
from members.rules.terms import ID, PHONE, id_term, phone_term

OF_IMPORTS = ("reading", "reasons", "problem")


def names_in_members(key: str) -> KnownNames:
    """How the customer was typed, and their phones, in reservations and rows and on the list."""
    spellings, phones = set[str](), set[str]()
    regions = dict(Product.objects.values_list("pk", "phone_region"))
    for model in (Reservation, PastReservation, MemberRow, DoNotContact):
        match = {"terms": id_term(key)} if model is MemberRow else {}
        columns = ("customer_id", "phone", "product_id")
        for row in collection(model).find(match | {"customer_key": key}, columns):
            spellings.add(row["customer_id"])
            phones.add(row["phone"])
            # Reservations keep it as it was typed, at home where their product is.
            phones.add(as_stored_phone(row["phone"], regions.get(row.get("product_id"), HOME)))
    spellings.update(collection(ConflictEvent).distinct("customer_id", {"customer_key": key}))
    return KnownNames(spellings - {""}, phones - {""})


def erase_in_members(erasure: Erasure) -> dict[str, int]:
    """Give all of it the pseudonym; phones, names and cells about the customer go."""
    products = _products(erasure)
    counts = {"reservations": 0, "rows": 0}
    for product_id in sorted(products):
        reservations, rows = _erase_in_product(product_id, erasure)
        counts["reservations"] += reservations
        counts["rows"] += rows
    return counts | _erase_elsewhere(erasure)


def _products(erasure: Erasure) -> set[ObjectId]:
    reserved = collection(Reservation).distinct("product_id", {"customer_key": erasure.key})
    ended = collection(PastReservation).distinct("product_id", {"customer_key": erasure.key})
    rows = collection(MemberRow).distinct("product_id", _rows_naming(erasure))
    return {*reserved, *ended, *rows}


def _rows_naming(erasure: Erasure) -> dict[str, Any]:
    """Rows with the customer in any cell, or with one of their phones."""
    phones = [phone_term(phone) for phone in erasure.phones]
    if not common_keys([erasure.key]):
        return {"terms": {"$in": [id_term(erasure.key), *phones]}}
    # A text of so many rows is the customer in their own column alone.
    own = {"terms": id_term(erasure.key), "customer_key": erasure.key}
    return {"$or": [own, {"terms": {"$in": phones}}]}


@transactional
def _erase_in_product(product_id: ObjectId, erasure: Erasure) -> tuple[int, int]:
    """Reservations and rows together: what covers a row today covers it afterwards."""
    lock_product(product_id)
    held = _stored(Reservation, {"customer_key": erasure.key, "product_id": product_id})
    _write(Reservation, [UpdateOne({"_id": row["_id"]}, _named(row, erasure)) for row in held])
    ended = _stored(PastReservation, {"customer_key": erasure.key, "product_id": product_id})
    _write(PastReservation, [UpdateOne({"_id": row["_id"]}, _ended(row, erasure)) for row in ended])
    told_of = [row["_id"] for row in held] + [row["reservation_id"] for row in ended]
    rewrite_history({"subject": {"$in": told_of}}, erasure.without)
    rows = _stored(MemberRow, _rows_naming(erasure) | {"product_id": product_id})
    _write(MemberRow, [UpdateOne(_place(row), {"$set": _row(row, erasure)}) for row in rows])
    return len(held) + len(ended), len(rows)


def _named(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    values = {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym, "phone": ""}
    reason = row.get("extension_reason")
    return {"$set": values | ({"extension_reason": erasure.without(reason)} if reason else {})}


def _ended(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    values = {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym, "phone": ""}
    return {"$set": values | {"reason": erasure.without(row["reason"])}}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"database_id": row["database_id"], "_id": row["_id"]}


def _row(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """A row of the customer keeps only the pseudonym; another one loses what names them."""
    values = {"invalid_reason": erasure.without(row["invalid_reason"])}
    if row["customer_key"] == erasure.key:
        own = {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym}
        blank = {"name": "", "phone": "", "terms": [id_term(erasure.pseudonym)]}
        return values | own | blank | {"cells": [_cell(cell, erasure) for cell in row["cells"]]}
    phone = "" if row["phone"] in erasure.phones else row["phone"]
    terms = [_term(term, erasure) for term in row["terms"]]
    terms = [term for term in terms if term and (phone or not term.startswith(PHONE))]
    return values | {"cells": erasure.without(row["cells"]), "phone": phone, "terms": terms}


def _cell(cell: object, erasure: Erasure) -> str:
    return erasure.pseudonym if customer_key(str(cell)) == erasure.key else ""


def _term(term: str, erasure: Erasure) -> str:
    """A phone may stand among the terms as an id as well: every cell may be one."""
    if not term.startswith(ID):
        return term
    key = erasure.without(term.removeprefix(ID))
    return id_term(key) if key else ""


@transactional
def _erase_elsewhere(erasure: Erasure) -> dict[str, int]:
    own = {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym}
    events = _stored(ConflictEvent, {"customer_key": erasure.key})
    _write(ConflictEvent, [UpdateOne({"_id": row["_id"]}, {"$set": own}) for row in events])
    listed = {"$or": [{"customer_key": erasure.key}, {"phone": {"$in": sorted(erasure.phones)}}]}
    entries = _stored(DoNotContact, listed)
    _write(DoNotContact, [UpdateOne({"_id": row["_id"]}, _entry(row, erasure)) for row in entries])
    rewrite_history({"subject": {"$in": [row["_id"] for row in entries]}}, erasure.without)
    return {
        "conflicts": len(events),
        "do_not_contact": len(entries),
        "uploads": _erase_in_uploads(erasure),
    }


def _entry(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """Its hashes stay: whoever asked not to be contacted is recognised all the same."""
    values = {"phone": "", "reason": erasure.without(row["reason"])}
    if row["customer_key"] == erasure.key:
        values |= {"customer_id": "", "customer_key": erasure.pseudonym}
    return {"$set": values}


def _erase_in_uploads(erasure: Erasure) -> int:
    """The first rows of files, and why some were rejected; the files go after 30 days."""
    changes = []
    for row in _stored(MemberImport, {}):
        values = {name: erasure.without(row.get(name)) for name in OF_IMPORTS}
        if any(row.get(name) != value for name, value in values.items()):
            changes.append(UpdateOne({"_id": row["_id"]}, {"$set": values}))
    _write(MemberImport, changes)
    return len(changes)


def _stored(model: type[Model], match: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(collection(model).find(match, session=current_session()))


def _write(model: type[Model], writes: list[Any]) -> None:
    if writes:
        collection(model).bulk_write(writes, ordered=False, session=current_session())
