"""The log of conflicts, and who is told of them (RS-8, RS-9, RS-25)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import SYSTEM, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import all_stored, store_new
from crm.notifications.send import notify
from crm.staff.models import User
from members.models import (
    IN_HAND,
    ConflictChange,
    ConflictEvent,
    MemberDatabase,
    Reservation,
)
from members.rules.marks import Holding, is_conflict


class MarkChange(NamedTuple):
    """A row as it was stored, and the reservation that covers it from now on."""

    row: dict[str, Any]
    holding: Holding | None


@dataclass(frozen=True, kw_only=True)
class ConflictSide:
    """What a row in somebody's hands was in conflict with, or is now."""

    change: ConflictChange
    row: dict[str, Any]
    reservation_id: ObjectId
    reserved_for_id: ObjectId
    # Of one that begins; what the row was in conflict with may be gone.
    holding: Holding | None = None


def log_conflicts(
    changes: Iterable[MarkChange], reservation: Reservation, *, by: User | None
) -> int:
    """Log the conflicts that other marks begin and end; how many begin.

    Each staff member whose rows were taken is told once. In the transaction that writes the marks.
    """
    changes = list(changes)
    sides = [side for change in changes for side in _sides(change)]
    taken = [side for side in sides if side.change == ConflictChange.TAKEN]
    facts = {"rows": len(changes), "conflicts": len(taken)}
    place = note_event(reservation, "mark", by=by, after=facts)
    if sides:
        store_new(list(_events(sides, reservation, by)))
    _tell_holders(taken, reservation, place)
    return len(taken)


def log_ends(rows: Iterable[Mapping[str, Any]], *, by: User | None) -> None:
    """Log the conflicts that end since the rows go out of their holders' hands (RS-9, BZ-6).

    Recalled, idle, of somebody who leaves, or archived. `rows` are as they were stored before; in
    the transaction that writes them.
    """
    ends = defaultdict(list)
    for row in rows:
        if row["status"] in IN_HAND and is_conflict(row["reserved_for_id"], row["staff_id"]):
            ends[row["reservation_id"]].append(_end_of(dict(row)))
    if not ends:
        return
    for reservation in all_stored(Reservation, {"_id": {"$in": list(ends)}}):
        store_new(list(_events(ends[reservation.pk], reservation, by)))


def _end_of(row: dict[str, Any]) -> ConflictSide:
    return ConflictSide(
        change=ConflictChange.CLEARED,
        row=row,
        reservation_id=row["reservation_id"],
        reserved_for_id=row["reserved_for_id"],
    )


def _sides(change: MarkChange) -> Iterator[ConflictSide]:
    """The conflict that a change of marks ends, and the one that it begins."""
    row, holding = change
    if row["status"] not in IN_HAND:
        return
    if is_conflict(row["reserved_for_id"], row["staff_id"]):
        yield _end_of(row)
    if holding and is_conflict(holding.staff_id, row["staff_id"]):
        yield ConflictSide(
            change=ConflictChange.TAKEN,
            row=row,
            reservation_id=holding.reservation_id,
            reserved_for_id=holding.staff_id,
            holding=holding,
        )


def _events(
    sides: list[ConflictSide], reservation: Reservation, by: User | None
) -> Iterator[ConflictEvent]:
    databases = _databases({side.row["database_id"] for side in sides})
    people = _names({side.reserved_for_id for side in sides})
    customers = _customers(sides, reservation)
    now = timezone.now()
    for side in sides:
        database = databases[side.row["database_id"]]
        customer = customers.get(side.reservation_id) or _customer_of_row(side.row)
        yield ConflictEvent(
            change=side.change,
            row_id=side.row["_id"],
            database_id=side.row["database_id"],
            database_name=database["name"],
            database_kind=database["kind"],
            product_id=reservation.product_id,
            product_name=reservation.product_name,
            customer_id=customer.customer_id,
            customer_key=customer.customer_key,
            reservation_id=side.reservation_id,
            staff_id=side.row["staff_id"],
            staff_name=side.row["staff_name"],
            reserved_for_id=side.reserved_for_id,
            reserved_for_name=people.get(side.reserved_for_id, ""),
            by_name=by.name if by else SYSTEM,
            at=now,
        )


def _databases(pks: set[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    match = {"_id": {"$in": list(pks)}}
    stored = collection(MemberDatabase).find(match, ("name", "kind"), session=current_session())
    return {row["_id"]: row for row in stored}


def _names(pks: set[ObjectId]) -> dict[ObjectId, str]:
    return dict(User.objects.filter(pk__in=pks).values_list("pk", "name"))


class NamedCustomer(NamedTuple):
    """A customer as typed, and their key."""

    customer_id: str
    customer_key: str


def _customer_of_row(row: dict[str, Any]) -> NamedCustomer:
    return NamedCustomer(row["customer_id"], row["customer_key"])


def _customers(
    sides: list[ConflictSide], reservation: Reservation
) -> dict[ObjectId, NamedCustomer]:
    """Whose the reservations are, by their ids. Mostly it is the one at hand."""
    others = {side.reservation_id for side in sides} - {reservation.pk}
    match = {"_id": {"$in": list(others)}}
    reservations = [reservation, *(all_stored(Reservation, match) if others else [])]
    return {each.pk: NamedCustomer(each.customer_id, each.customer_key) for each in reservations}


def _tell_holders(taken: list[ConflictSide], reservation: Reservation, place: int) -> None:
    """One message a staff member, however many of their rows were taken."""
    # Of several rows of one person the first names the customer.
    holdings = {side.row["staff_id"]: side.holding for side in reversed(taken) if side.holding}
    for staff_id, holding in sorted(holdings.items()):
        notify(
            [staff_id],
            "row-taken",
            reverse("members:mine"),
            place,
            customer=holding.customer_id,
            product=reservation.product_name,
            staff=holding.staff_name,
        )
