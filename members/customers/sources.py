"""Whose page a reservation, a row, a conflict or an entry of do-not-contact leads to.

A row or an entry may know a phone alone.
"""

from typing import Any

from bson import ObjectId
from django.db.models import Model

from crm.mongo.rows import collection
from crm.staff.models import User
from members.customers.ids import known_by_phone
from members.customers.rights import (
    CONFLICTS,
    ENTRIES,
    RESERVATIONS,
    may_read,
    own_match,
    rows_match,
)
from members.models import ConflictEvent, DoNotContact, MemberRow, PastReservation, Reservation


def key_of_reservation(user: User, pk: ObjectId) -> str | None:
    """The customer of a reservation: all staff see that there is one (RO-6)."""
    return _key(Reservation, pk) if may_read(user, RESERVATIONS) else None


def key_of_past_reservation(user: User, pk: ObjectId) -> str | None:
    """The customer of a reservation that has ended, for its owner and admins."""
    return _key(PastReservation, pk, own_match(user)) if may_read(user, RESERVATIONS) else None


def key_of_row(user: User, pk: ObjectId) -> str | None:
    """The customer of a row; staff ask for those that they have."""
    seen = rows_match(user)
    return None if seen is None else _key(MemberRow, pk, seen)


def key_of_conflict(user: User, pk: ObjectId) -> str | None:
    """The customer of a conflict; staff ask for those that took their rows."""
    return _key(ConflictEvent, pk, own_match(user)) if may_read(user, CONFLICTS) else None


def key_of_entry(user: User, pk: ObjectId) -> str | None:
    """The customer of an entry of do-not-contact, for admins."""
    return _key(DoNotContact, pk) if user.is_admin and may_read(user, ENTRIES) else None


def _key(model: type[Model], pk: ObjectId, match: dict[str, Any] | None = None) -> str | None:
    columns = {"customer_key": True, "phone": True}
    row = collection(model).find_one({"_id": pk} | (match or {}), columns)
    if row is None:
        return None
    if not row["customer_key"] and row.get("phone"):
        return known_by_phone(row["phone"])
    return row["customer_key"] or None
