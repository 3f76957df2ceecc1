"""A reservation gets another owner (RS-14), or none may end it but an admin (RS-15)."""

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import changes, facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import settle
from crm.staff.models import User
from crm.staff.usage import refer_to
from members.conflicts.marks import mark_rows
from members.databases.pool import lock_product
from members.models import Extension, Reservation
from members.reservations import last_deposits
from members.reservations.beginning import (
    TRACKED,
    approved_reservation,
    refuse_unless_staff,
    tell,
)


class SameOwner(Exception):
    """Whom it shall go to has it."""


@transactional
def move(pk: ObjectId, staff: User, *, by: User, reason: str = "") -> Reservation:
    """Give an approved reservation to another staff member and tell both (RS-14).

    The grace begins anew with today, since the new owner has had no time for a deposit; an
    extension may be asked for again. What was claimed on it follows; the rows' marks change.
    Raises NotApproved, NotStaff, SameOwner.
    """
    reservation = approved_reservation(pk)
    refuse_unless_staff(staff.pk)
    if reservation.staff_id == staff.pk:
        raise SameOwner
    lock_product(reservation.product_id)
    refer_to(staff)
    before, left_by = facts(reservation, TRACKED), reservation.staff_id
    _hand_over(reservation, staff)
    mark_rows(reservation, by=by)
    # What the former owner asked for waits for nobody any more.
    settle(reservation.pk)
    old, new = changes(before, facts(reservation, TRACKED))
    place = note_event(reservation, "move", by=by, before=old, after=new, reason=reason)
    names = {"from_staff": before["staff_name"], "staff": staff.name}
    tell([left_by], reservation, "reservation-moved-away", place, **names)
    tell([staff.pk], reservation, "reservation-moved-to", place, **names)
    return reservation


@transactional
def set_permanent(pk: ObjectId, is_permanent: bool, *, by: User) -> Reservation:
    """Keep a reservation from running out, or let it run out again (RS-15). Raises NotApproved."""
    reservation = approved_reservation(pk)
    if reservation.is_permanent != is_permanent:
        reservation.is_permanent = is_permanent
        reservation.save()
        before, after = {"is_permanent": not is_permanent}, {"is_permanent": is_permanent}
        note_event(reservation, "permanent", by=by, before=before, after=after)
    return reservation


def _hand_over(reservation: Reservation, staff: User) -> None:
    reservation.staff, reservation.staff_name = staff, staff.name
    last_deposits.read_into(reservation)
    reservation.restarted_on = timezone.localdate()
    reservation.warned_on = reservation.extended_until = reservation.extension_asked_at = None
    reservation.extension, reservation.extension_reason = Extension.NONE, ""
    reservation.save()
