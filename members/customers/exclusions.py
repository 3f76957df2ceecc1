"""What the list of who must not be contacted does to rows of databases, in all products.

The only writer of MemberRow.is_do_not_contact of rows that are loaded. Such a row is left out of
draws; who has it is told once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.regions import HOME
from crm.staff.models import Product, User
from members.customers.hashes import key_hashes, phone_hashes, secret_if_any
from members.databases.common import common_keys
from members.databases.pool import BY_ID, lock_pool, lock_product, note_pool_event
from members.models import IN_HAND, DoNotContact, MemberRow, PoolVerb, Reservation, RowStatus
from members.rules.erasure import as_stored_phone
from members.rules.phones import phones_in
from members.rules.terms import customer_keys_in, id_term, phone_term, phones_in_terms

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class ListedCustomers:
    """Who of those asked for must not be contacted."""

    keys: frozenset[str]
    phones: frozenset[str]
    # Of the keys those that are common texts: a row names them as its own customer alone.
    common: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.keys or self.phones)

    def covers(self, terms: Collection[str], phone: str, customer_key: str) -> bool:
        """Whether a row names one of them, or a phone of one, in any cell."""
        if phone in self.phones or customer_key in self.keys:
            return True
        if self.phones and not self.phones.isdisjoint(phones_in_terms(terms)):
            return True
        return not (self.keys - self.common).isdisjoint(customer_keys_in(terms))


NOBODY = ListedCustomers(frozenset(), frozenset())


def listed_customers(keys: Collection[str], phones: Collection[str]) -> ListedCustomers:
    """Which of these keys and phones (as +62812...) are on the list.

    Two commands, one while nobody is on it; and one more for each key that is.
    """
    listed = _listed(keys, phones)
    return replace(listed, common=common_keys(listed.keys)) if listed.keys else listed


def _listed(keys: Collection[str], phones: Collection[str]) -> ListedCustomers:
    secret = secret_if_any()
    if not secret:
        return NOBODY
    of_keys, of_phones = key_hashes(keys, secret), phone_hashes(phones, secret)
    match = [
        {"key_hash": {"$in": list(of_keys)}},
        {"phone_hash": {"$in": list(of_phones)}},
    ]
    entries, columns = collection(DoNotContact), ("key_hash", "phone_hash")
    rows = list(entries.find({"$or": match}, columns, session=current_session()))
    return ListedCustomers(
        frozenset(of_keys[row["key_hash"]] for row in rows if row["key_hash"] in of_keys),
        frozenset(of_phones[row["phone_hash"]] for row in rows if row["phone_hash"] in of_phones),
    )


def is_anybody_listed() -> bool:
    """Whether the list has any entry, in this transaction."""
    session = current_session()
    return collection(DoNotContact).find_one({}, {"_id": True}, session=session) is not None


def listed_among(
    reservations: Collection[Reservation], regions: Mapping[ObjectId, str] | None = None
) -> frozenset[ObjectId]:
    """Which of these are of customers who must not be contacted. Three commands at most.

    `regions` are those of products, if they are there already.
    """
    if regions is None:
        regions = Product.objects.all().region_by_id()
    phones = {each.pk: _phones_of_reservation(each, regions) for each in reservations}
    keys = {each.customer_key for each in reservations}
    listed = _listed(keys, {phone for own in phones.values() for phone in own})
    return frozenset(
        each.pk
        for each in reservations
        if each.customer_key in listed.keys or not listed.phones.isdisjoint(phones[each.pk])
    )


def phones_of(rows: Iterable[Iterable[str]]) -> set[str]:
    """All phones in rows, by their terms."""
    return {phone for terms in rows for phone in phones_in_terms(terms)}


def lock_all_products() -> None:
    """Line up with whatever loads rows of any product."""
    for pk in sorted(Product.objects.values_list("pk", flat=True)):
        lock_product(pk)


def mark_rows_of(entry: DoNotContact, *, by: User) -> set[ObjectId]:
    """Bring the rows of an entry that was added or removed to what the list says.

    Returns who has such a row. In the entry's transaction, after lock_all_products().
    """
    return settle_listed(_rows_of(entry), by=by)


def settle_listed(rows: list[dict[str, Any]], *, by: User | None) -> set[ObjectId]:
    """Bring stored rows to what the list says; who has one that says something else now.

    In a transaction that has the locks of the rows' products.
    """
    changed = [
        row
        for first in range(0, len(rows), ROWS_AT_ONCE)
        for row in _outdated(rows[first : first + ROWS_AT_ONCE])
    ]
    by_database = defaultdict(list)
    for row in changed:
        by_database[row["database_id"], row["is_do_not_contact"]].append(row)
    for (database_id, was_listed), group in sorted(by_database.items()):
        for first in range(0, len(group), ROWS_AT_ONCE):
            _write(database_id, group[first : first + ROWS_AT_ONCE], not was_listed, by)
    return {row["staff_id"] for row in changed if row["status"] in IN_HAND}


def _phones_of_reservation(reservation: Reservation, regions: Mapping[ObjectId, str]) -> list[str]:
    """Theirs, as it is called from where their product is, and the one that their id is."""
    region = regions.get(reservation.product_id, HOME)
    typed = [as_stored_phone(reservation.phone, region)] if reservation.phone else []
    return [*typed, *phones_in(reservation.customer_id)]


def _rows_of(entry: DoNotContact) -> list[dict[str, Any]]:
    ways = [_naming(entry.customer_key)] if entry.customer_key else []
    ways += [{"terms": phone_term(entry.phone)}] if entry.phone else []
    match = {"$or": ways}
    return list(collection(MemberRow).find(match, {"cells": False}, session=current_session()))


def _naming(key: str) -> dict[str, Any]:
    """The rows that name a customer."""
    return {"terms": id_term(key)} | ({"customer_key": key} if common_keys([key]) else {})


def _outdated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that say something else than the list."""
    keys = {key for row in rows for key in customer_keys_in(row["terms"])}
    listed = listed_customers(keys, phones_of(row["terms"] for row in rows))
    return [
        row
        for row in rows
        if row["is_do_not_contact"]
        != listed.covers(row["terms"], row["phone"], row["customer_key"])
    ]


def _write(
    database_id: ObjectId, rows: list[dict[str, Any]], is_listed: bool, by: User | None
) -> None:
    in_pool = [row for row in rows if row["status"] == RowStatus.AVAILABLE]
    if in_pool:
        verb = PoolVerb.EXCLUDE if is_listed else PoolVerb.FREE
        note_pool_event(lock_pool(database_id), verb, in_pool, by=by)
    place = {"database_id": database_id, "_id": {"$in": [row["_id"] for row in rows]}}
    values = {"$set": {"is_do_not_contact": is_listed}}
    collection(MemberRow).update_many(place, values, hint=BY_ID, session=current_session())
