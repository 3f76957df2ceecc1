"""What has ended begins again: by an admin (RS-22), or by a deposit (RS-24)."""

from datetime import date

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM, facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import User
from members.databases.pool import lock_product
from members.models import ArchiveState, PastReservation, Reservation
from members.policies import grace_rules_on
from members.reservations.beginning import (
    TRACKED,
    let_it_count,
    refuse_unless_staff,
    tell_owner,
    unless_taken,
)
from members.reservations.endings import archive
from members.reservations.errors import AlreadyReserved
from members.reservations.holders import active_of
from members.rules.expiry import GraceFacts, standing_on


def restore(pk: ObjectId, *, by: User) -> Reservation:
    """Reserve the customer of an entry of the archive again; its grace begins today (RS-23).

    Raises NotInArchive, AlreadyReserved (by whomever, waiting ones too), NotStaff.
    """
    return unless_taken(_restore, pk, by)


def restore_after_deposit(
    staff_id: ObjectId, key: str, product_id: ObjectId, last_deposit_on: date
) -> Reservation | None:
    """A staff member's counted deposit brings their ended reservation back, if nobody has it.

    In the transaction of the deposit. Nothing happens if the archive has none of theirs, if
    somebody has the customer or waits for them, or if it would end again tonight (RS-24).
    """
    past = archive.entry_of(staff_id, key, product_id)
    if past is None or _would_end(past, last_deposit_on):
        return None
    if not works_as_staff(past.staff_id):
        return None
    return _begin_again(past, None)


@transactional
def _restore(pk: ObjectId, by: User) -> Reservation:
    past = archive.listed(pk)
    refuse_unless_staff(past.staff_id)
    return _begin_again(past, by)


def _begin_again(past: PastReservation, by: User | None) -> Reservation:
    lock_product(past.product_id)
    if other := active_of(past.customer_key, past.product_id):
        raise AlreadyReserved(other)
    archive.set_state_of(past, ArchiveState.RESTORED)
    # The same id: its history goes on.
    reservation = Reservation(
        pk=past.reservation_id,
        customer_id=past.customer_id,
        customer_key=past.customer_key,
        phone=past.phone,
        product_id=past.product_id,
        product_name=past.product_name,
        staff_id=past.staff_id,
        staff_name=past.staff_name,
        created_by_name=by.name if by else SYSTEM,
        # A deposit begins a grace by itself.
        restarted_on=timezone.localdate() if by else None,
    )
    marked = let_it_count(reservation, by)
    after = facts(reservation, TRACKED) | {"conflicts": marked.conflicts}
    place = note_event(reservation, "restore", by=by, after=after)
    tell_owner(reservation, "reservation-restored", place)
    return reservation


def _would_end(past: PastReservation, last_deposit_on: date) -> bool:
    today = timezone.localdate()
    settings = grace_rules_on(today).of(past.product_id)
    facts_then = GraceFacts(approved_on=today, last_deposit_on=last_deposit_on)
    return standing_on(today, facts_then, settings).is_over
