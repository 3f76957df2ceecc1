"""What members know of a customer: reservations, rows, draws, conflicts, history."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q

from crm.audit.models import Event
from crm.mongo.rows import collection, current_session
from crm.registry.customers import CustomerFacts
from crm.staff.models import Product, User
from crm.web.texts.masking import masked
from members.batches.rows import is_taken
from members.customers.hashes import hash_secret, phone_hashes
from members.customers.ids import phone_of
from members.customers.rights import (
    CONFLICTS,
    DATABASES,
    ENTRIES,
    RESERVATIONS,
    may_read,
    own_match,
    rows_match,
)
from members.models import (
    IN_HAND,
    ConflictEvent,
    Customer,
    DoNotContact,
    Draw,
    MemberDatabase,
    MemberRow,
    PastReservation,
    Reservation,
)
from members.rules.phones import NotAPhone, phone_number
from members.rules.terms import id_term, phone_term

# So many of each are shown, the newest: who has more is a term that stands in many cells.
MOST = 50
NEWEST = {"$sort": {"at": -1, "_id": -1}}
Stored = dict[str, Any]


@dataclass
class StoredOfCustomer:
    """The rows of each collection that name a customer, as they are stored."""

    customers: list[Stored] = field(default_factory=list)
    reservations: list[Stored] = field(default_factory=list)
    past: list[Stored] = field(default_factory=list)
    rows: list[Stored] = field(default_factory=list)
    conflicts: list[Stored] = field(default_factory=list)
    entries: list[Stored] = field(default_factory=list)


def members_section(user: User, key: str, _cursor: str) -> CustomerFacts | None:
    """What is stored of a customer, each part for whom the page that lists it is open (RO-5).

    Staff see what is theirs, and who has the customer (RO-7).
    """
    phone = phone_of(key)
    stored = _stored(user, key, phone)
    reservations = [_reservation(row, user) for row in stored.reservations]
    past = [_reservation(row, user) for row in stored.past]
    rows = [_row(row, user) for row in stored.rows]
    entries = stored.entries + _entries_of_phones(user, stored)
    if not (reservations or past or rows or stored.conflicts or entries):
        return None
    facts = {
        "reservations": reservations,
        "past": past,
        "rows": rows,
        "draws": _draws(user, stored.rows),
        "conflicts": stored.conflicts,
        "entries": entries,
        "history": _history(user, stored),
        "most": MOST,
    }
    own = "" if phone else key
    seen = [row for row in (*reservations, *past, *rows) if row["customer_key"] == own]
    is_listed = user.is_admin and bool(entries)
    return CustomerFacts(
        facts,
        spellings=[row["customer_id"] for row in seen],
        phones=[row["shown_phone"] for row in seen],
        is_own=is_listed
        or any(_is_theirs(user, row) for row in (*stored.reservations, *past, *rows)),
    )


def _stored(user: User, key: str, phone: str) -> StoredOfCustomer:
    """All of it that this person may see, with one command."""
    parts = _parts_of_phone(user, key, phone) if phone else _parts(user, key)
    (first, (model, pipeline)), *others = parts.items()
    steps = [*pipeline, {"$set": {"of": first}}]
    steps += [
        {"$unionWith": {"coll": other._meta.db_table, "pipeline": [*part, {"$set": {"of": name}}]}}
        for name, (other, part) in others
    ]
    stored = StoredOfCustomer()
    for row in collection(model).aggregate(steps, session=current_session()):
        getattr(stored, row.pop("of")).append(_with_zones(row))
    return stored


def _parts(user: User, key: str) -> dict[str, tuple[type[Model], list[Stored]]]:
    """What is read of each collection. Whose it is stands before how many: the rows of colleagues
    must not take the places of one's own."""
    of_key: list[Stored] = [{"$match": {"customer_key": key}}, {"$limit": MOST}]
    own = {"$match": {"customer_key": key} | own_match(user)}
    parts: dict[str, tuple[type[Model], list[Stored]]] = {"customers": (Customer, of_key)}
    if may_read(user, RESERVATIONS):
        parts["reservations"] = (Reservation, of_key)
        parts["past"] = (PastReservation, [own, {"$sort": {"ended_at": -1}}, {"$limit": MOST}])
    if (seen := rows_match(user)) is not None:
        parts["rows"] = (MemberRow, _rows_matching({"terms": id_term(key)} | seen))
    if may_read(user, CONFLICTS):
        parts["conflicts"] = (ConflictEvent, [own, NEWEST, {"$limit": MOST}])
    if may_read(user, ENTRIES):
        parts["entries"] = (DoNotContact, of_key)
    return parts


def _parts_of_phone(
    user: User, key: str, phone: str
) -> dict[str, tuple[type[Model], list[Stored]]]:
    """The same of whom nothing but a phone is known of: rows and entries without an id."""
    alone = {"phone": phone, "customer_key": ""}
    parts: dict[str, tuple[type[Model], list[Stored]]] = {
        "customers": (Customer, [{"$match": {"customer_key": key}}])
    }
    if (seen := rows_match(user)) is not None:
        match = {"terms": phone_term(phone)} | alone | seen
        parts["rows"] = (MemberRow, _rows_matching(match))
    if may_read(user, ENTRIES):
        parts["entries"] = (DoNotContact, [{"$match": alone}, {"$limit": MOST}])
    return parts


def _entries_of_phones(user: User, stored: StoredOfCustomer) -> list[Stored]:
    """Who must not be contacted by a phone of the customer, whatever the entry calls them."""
    phones = {row["phone"] for row in stored.rows}
    phones |= _phone_numbers(row["phone"] for row in (*stored.reservations, *stored.past))
    if not any(phones) or not may_read(user, ENTRIES):
        return []
    of_phones = Q(phone_hash__in=list(phone_hashes(phones, hash_secret())))
    of_key = [entry["_id"] for entry in stored.entries]
    others = DoNotContact.objects.filter(of_phones).exclude(pk__in=of_key).values()[:MOST]
    return [dict(entry) for entry in others]


def _phone_numbers(typed: Iterable[str]) -> set[str]:
    """As they are stored, of each country that a product is about."""
    texts = set(filter(None, typed))
    regions = Product.objects.all().phone_regions() if texts else set()
    numbers = set()
    for text in texts:
        for region in regions:
            with suppress(NotAPhone):
                numbers.add(phone_number(text, region))
    return numbers


def _with_zones(row: Stored) -> Stored:
    """Instants as Django has them: they are stored in UTC."""
    instants = {name: value for name, value in row.items() if isinstance(value, datetime)}
    return row | {name: value.replace(tzinfo=UTC) for name, value in instants.items()}


def _rows_matching(match: Stored) -> list[Stored]:
    database = {
        "from": MemberDatabase._meta.db_table,
        "localField": "database_id",
        "foreignField": "_id",
        "pipeline": [{"$project": {"name": 1, "kind": 1, "product_name": 1, "is_deleted": 1}}],
        "as": "database",
    }
    return [
        {"$match": match},
        {"$limit": MOST},
        {"$project": {"cells": 0, "terms": 0}},
        {"$lookup": database},
        {"$set": {"database": {"$first": "$database"}}},
    ]


def _reservation(row: Stored, user: User) -> Stored:
    may_see = user.is_admin or row["staff_id"] == user.pk
    phone = row["phone"] if may_see else masked(row["phone"])
    return row | {"pk": row["_id"], "shown_phone": phone, "is_mine": row["staff_id"] == user.pk}


def _row(row: Stored, user: User) -> Stored:
    is_conflict = row["status"] in IN_HAND and is_taken(row)
    # The customer is a colleague's now.
    phone = masked(row["phone"]) if is_conflict and not user.is_admin else row["phone"]
    return row | {"pk": row["_id"], "shown_phone": phone, "is_conflict": is_conflict}


def _is_theirs(user: User, row: Stored) -> bool:
    return user.is_admin or row["staff_id"] == user.pk


def _draws(user: User, rows: Iterable[Stored]) -> list[Stored]:
    """The draws that took one of these rows, the newest first."""
    taken = [[str(row["_id"]), times] for row in rows for times in range(row["times_returned"] + 1)]
    if not (taken and may_read(user, DATABASES)):
        return []
    match = {"taken": {"$in": taken}} | own_match(user)
    columns = {"taken": False, "passed_over": False}
    draws = collection(Draw).find(match, columns, session=current_session())
    newest = draws.sort([("at", -1), ("_id", -1)]).limit(MOST)
    return [_with_zones(draw) for draw in newest]


def _history(user: User, stored: StoredOfCustomer) -> list[Event]:
    """What happened to reservations and entries; staff read of their own reservations."""
    own = [row["_id"] for row in stored.reservations if _is_theirs(user, row)]
    own += [row["reservation_id"] for row in stored.past if _is_theirs(user, row)]
    more = [row["_id"] for row in (*stored.customers, *stored.entries)] if user.is_admin else []
    events = Event.objects.filter(subject__in=[*own, *more])
    return list(events.order_by("-at", "-sequence")[:MOST])
