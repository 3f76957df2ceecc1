"""Whose page a reservation, a row, a conflict or an entry of do-not-contact leads to."""

from bson import ObjectId
from django.db.models import Model

from crm.staff.models import User
from members.models import (
    IN_HAND,
    ConflictEvent,
    DoNotContact,
    MemberRow,
    PastReservation,
    Reservation,
)


def key_of_reservation(user: User, pk: ObjectId) -> str | None:
    """The customer of a reservation: everybody sees that there is one (RO-6)."""
    return _key(Reservation, {"pk": pk})


def key_of_past_reservation(user: User, pk: ObjectId) -> str | None:
    """The customer of a reservation that has ended, for its owner and admins."""
    mine = {} if user.is_admin else {"staff_id": user.pk}
    return _key(PastReservation, {"pk": pk} | mine)


def key_of_row(user: User, pk: ObjectId) -> str | None:
    """The customer of a row; staff ask for those that they have."""
    mine = {} if user.is_admin else {"staff_id": user.pk, "status__in": IN_HAND}
    return _key(MemberRow, {"pk": pk} | mine)


def key_of_conflict(user: User, pk: ObjectId) -> str | None:
    """The customer of a conflict; staff ask for those that took their rows."""
    mine = {} if user.is_admin else {"staff_id": user.pk}
    return _key(ConflictEvent, {"pk": pk} | mine)


def key_of_entry(user: User, pk: ObjectId) -> str | None:
    """The customer of an entry of do-not-contact, for admins."""
    return _key(DoNotContact, {"pk": pk}) if user.is_admin else None


def _key(model: type[Model], match: dict) -> str | None:
    keys = model._default_manager.filter(**match).values_list("customer_key", flat=True)
    return keys.first() or None
