"""What members know of a customer: reservations, rows, draws, conflicts, history."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from django.db.models import Model

from crm.audit.models import Event
from crm.mongo.rows import collection, current_session
from crm.registry.customers import CustomerFacts
from crm.staff.models import User
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
from members.rules.phones import masked
from members.rules.terms import id_term

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
    """What is stored of a customer; staff see what is theirs, and who has the customer (RO-7)."""
    stored = _stored(key)
    reservations = [_reservation(row, user) for row in stored.reservations]
    past = [_reservation(row, user) for row in stored.past if _may_see(user, row)]
    rows = [_row(row) for row in stored.rows if _may_see(user, row) and _has_it(user, row)]
    conflicts = [row for row in stored.conflicts if _may_see(user, row)]
    draws = _draws(user, [row["_id"] for row in stored.rows], stored.rows)
    if not (reservations or past or rows or conflicts or stored.entries):
        return None
    facts = {
        "reservations": reservations,
        "past": past,
        "rows": rows,
        "draws": draws,
        "conflicts": conflicts,
        "entries": stored.entries,
        "history": _history(user, stored),
        "most": MOST,
    }
    seen = [*reservations, *past, *rows]
    return CustomerFacts(
        facts,
        spellings=[row["customer_id"] for row in seen if row["customer_key"] == key],
        phones=[row["shown_phone"] for row in seen if row["customer_key"] == key],
        is_own=any(_is_theirs(user, row) for row in (*stored.reservations, *past, *rows)),
    )


def _stored(key: str) -> StoredOfCustomer:
    """All of it with one command."""
    of_key: list[Stored] = [{"$match": {"customer_key": key}}, {"$limit": MOST}]
    parts: dict[str, tuple[type[Model], list[Stored]]] = {
        "customers": (Customer, of_key),
        "reservations": (Reservation, of_key),
        "past": (
            PastReservation,
            [{"$match": {"customer_key": key}}, {"$sort": {"ended_at": -1}}, {"$limit": MOST}],
        ),
        "rows": (MemberRow, _rows_naming(key)),
        "conflicts": (
            ConflictEvent,
            [{"$match": {"customer_key": key}}, NEWEST, {"$limit": MOST}],
        ),
        "entries": (DoNotContact, of_key),
    }
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


def _with_zones(row: Stored) -> Stored:
    """Instants as Django has them: they are stored in UTC."""
    instants = {name: value for name, value in row.items() if isinstance(value, datetime)}
    return row | {name: value.replace(tzinfo=UTC) for name, value in instants.items()}


def _rows_naming(key: str) -> list[Stored]:
    database = {
        "from": MemberDatabase._meta.db_table,
        "localField": "database_id",
        "foreignField": "_id",
        "pipeline": [{"$project": {"name": 1, "kind": 1, "product_name": 1, "is_deleted": 1}}],
        "as": "database",
    }
    return [
        {"$match": {"terms": id_term(key)}},
        {"$limit": MOST},
        {"$project": {"cells": 0, "terms": 0}},
        {"$lookup": database},
        {"$set": {"database": {"$first": "$database"}}},
    ]


def _reservation(row: Stored, user: User) -> Stored:
    may_see = user.is_admin or row["staff_id"] == user.pk
    phone = row["phone"] if may_see else masked(row["phone"])
    return row | {"pk": row["_id"], "shown_phone": phone, "is_mine": row["staff_id"] == user.pk}


def _row(row: Stored) -> Stored:
    held = row["status"] in IN_HAND
    is_conflict = held and row["reserved_for_id"] not in (None, row["staff_id"])
    return row | {"pk": row["_id"], "shown_phone": row["phone"], "is_conflict": is_conflict}


def _may_see(user: User, row: Stored) -> bool:
    return user.is_admin or _is_theirs(user, row)


def _has_it(user: User, row: Stored) -> bool:
    """Staff see a row for as long as they have it."""
    return user.is_admin or row["status"] in IN_HAND


def _is_theirs(user: User, row: Stored) -> bool:
    return user.is_admin or row["staff_id"] == user.pk


def _draws(user: User, pks: Iterable[ObjectId], rows: Iterable[Stored]) -> list[Stored]:
    """The draws that took one of these rows, the newest first."""
    taken = [[str(row["_id"]), times] for row in rows for times in range(row["times_returned"] + 1)]
    if not taken:
        return []
    match = {"taken": {"$in": taken}} | ({} if user.is_admin else {"staff_id": user.pk})
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
