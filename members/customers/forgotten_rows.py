"""Forgetting a customer in reservations, rows of databases, conflicts and do-not-contact."""

from collections.abc import Iterator, Mapping
from typing import Any

from bson import ObjectId
from django.db.models import Model
from pymongo import UpdateOne

from crm.audit.erasure import rewrite_history
from crm.mongo.rows import collection, current_session, each_value
from crm.mongo.transaction import transactional
from crm.regions import HOME
from crm.registry.customers import Erasure, KnownNames
from crm.staff.models import Product
from members.customers.ids import key_of_phone
from members.databases.common import common_keys
from members.databases.pool import lock_product
from members.models import (
    ConflictEvent,
    Customer,
    DoNotContact,
    MemberImport,
    MemberRow,
    PastReservation,
    Reservation,
)
from members.rules.erasure import as_stored_phone
from members.rules.keys import customer_key
from members.rules.terms import id_term, phone_term, terms_of

OF_IMPORTS = (
    *("reading", "reasons", "problem"),
    *("file_name", "source", "lawful_basis"),
)


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


def keys_in_members() -> Iterator[str]:
    """The keys of all reservations, rows and entries of the list."""
    for model in (Reservation, PastReservation, MemberRow, DoNotContact, ConflictEvent):
        yield from filter(None, each_value(model, "customer_key"))


def phones_alone() -> Iterator[str]:
    """Each phone of rows and of the list of whose customer nothing else is known."""
    for model in (MemberRow, DoNotContact):
        match = {"customer_key": "", "phone": {"$gt": ""}}
        for row in collection(model).find(match, {"phone": True}):
            yield row["phone"]


def customers_of_phone(phone: str) -> tuple[set[str], int]:
    """The keys of whoever has a phone (as +62812...), and in how many places it stands alone."""
    keys, alone = set[str](), 0
    matches = [(MemberRow, {"terms": phone_term(phone)}), (DoNotContact, {"phone": phone})]
    for model, match in matches:
        for row in collection(model).find(match | {"phone": phone}, ("customer_key",)):
            keys.add(row["customer_key"])
            alone += not row["customer_key"]
    return keys - {""}, alone


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
        return values | own | _blank(row, erasure)
    # Nothing else says who it is about, so it is the customer's.
    if row["phone"] in erasure.phones and not row["customer_key"]:
        return values | _blank(row, erasure)
    return values | _without(row, erasure)


def _blank(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """What covered the row covers it still: the pseudonym is its term where the id was."""
    is_named = id_term(erasure.key) in row["terms"]
    terms = [id_term(erasure.pseudonym)] if is_named else []
    cells = [_cell(cell, erasure) for cell in row["cells"]]
    return {"name": "", "phone": "", "terms": terms, "cells": cells}


def _without(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """A row of somebody else: found by what is left in it."""
    cells, name = erasure.without(row["cells"]), erasure.without(row["name"])
    phone = "" if row["phone"] in erasure.phones else row["phone"]
    customer_id, key = _other_customer(row, erasure)
    terms = terms_of(list(map(str, cells)), customer_key_of_row=key, name=name, phone=phone)
    own = {"customer_id": customer_id, "customer_key": key}
    return own | {"cells": cells, "name": name, "phone": phone, "terms": terms}


def _other_customer(row: Mapping[str, Any], erasure: Erasure) -> tuple[str, str]:
    """Who a row of somebody else is about: one whom a reservation holds keeps their id."""
    customer_id = erasure.without(row["customer_id"])
    if customer_id == row["customer_id"] or row["reservation_id"]:
        return row["customer_id"], row["customer_key"]
    return customer_id, customer_key(customer_id) if customer_id else ""


def _cell(cell: object, erasure: Erasure) -> str:
    return erasure.pseudonym if customer_key(str(cell)) == erasure.key else ""


@transactional
def _erase_elsewhere(erasure: Erasure) -> dict[str, int]:
    own = {"customer_id": erasure.pseudonym, "customer_key": erasure.pseudonym}
    events = _stored(ConflictEvent, {"customer_key": erasure.key})
    _write(ConflictEvent, [UpdateOne({"_id": row["_id"]}, {"$set": own}) for row in events])
    listed = {"$or": [{"customer_key": erasure.key}, {"phone": {"$in": sorted(erasure.phones)}}]}
    entries = _stored(DoNotContact, listed)
    _write(DoNotContact, [UpdateOne({"_id": row["_id"]}, _entry(row, erasure)) for row in entries])
    _erase_pages_of_phones(erasure)
    rewrite_history({"subject": {"$in": [row["_id"] for row in entries]}}, erasure.without)
    return {
        "conflicts": len(events),
        "do_not_contact": len(entries),
        "uploads": _erase_in_uploads(erasure),
    }


def _erase_pages_of_phones(erasure: Erasure) -> None:
    """Pages of who was known by one of the phones alone do not know it any more."""
    keys = [key for phone in erasure.phones if (key := key_of_phone(phone)) != erasure.key]
    empty: dict[str, Any] = {"$set": {"phones": []}}
    pages = {"customer_key": {"$in": keys}}
    collection(Customer).update_many(pages, empty, session=current_session())


def _entry(row: Mapping[str, Any], erasure: Erasure) -> dict[str, Any]:
    """Its hashes stay: whoever asked not to be contacted is recognised all the same."""
    values = {"phone": "", "reason": erasure.without(row["reason"])}
    if row["customer_key"] == erasure.key:
        values |= {"customer_id": "", "customer_key": erasure.pseudonym}
    return {"$set": values}


def _erase_in_uploads(erasure: Erasure) -> int:
    """What is written of files and stands in their first rows; the files go after 30 days."""
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
