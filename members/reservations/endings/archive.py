"""What has ended: kept for the archive and the customer's page. Only writer of PastReservation."""

from bson import ObjectId

from crm.audit.record import SYSTEM, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored, store_new
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.models import ArchiveState, EndCause, PastReservation, Reservation
from members.rules.expiry import Standing

KEPT = (
    "customer_id",
    "customer_key",
    "phone",
    "product_id",
    "product_name",
    "staff_id",
    "staff_name",
    "created_at",
    "created_by_name",
    "approved_at",
    "approved_by_name",
    "last_deposit_on",
)


class NotInArchive(Exception):
    """Only what the archive lists is restored or removed; somebody may have been faster."""


def keep(
    reservation: Reservation,
    cause: EndCause,
    *,
    by: User | None,
    reason: str,
    standing: Standing | None,
) -> None:
    """Keep what ends; of one customer, staff member and product the newest is listed (RS-16)."""
    counted = not reservation.is_pending
    if counted:
        _set_state(reservation, ArchiveState.REPLACED, staff_id=reservation.staff_id)
    past = PastReservation(
        reservation_id=reservation.pk,
        ended_by_name=by.name if by else SYSTEM,
        cause=cause,
        reason=reason,
        grace_days=standing.grace if standing else None,
        days_since=standing.days if standing else None,
        state=ArchiveState.LISTED if counted else ArchiveState.NEVER_COUNTED,
        **{name: getattr(reservation, name) for name in KEPT},
    )
    store_new([past])


def replace_entries(reservation: Reservation) -> None:
    """An approved reservation takes the archive's entries of its customer and product (RS-5)."""
    _set_state(reservation, ArchiveState.REPLACED)


@transactional
def remove(pk: ObjectId, *, by: User) -> PastReservation:
    """Take an entry out of the archive for good: nothing restores it (RS-21).

    Its history stays. Raises NotInArchive.
    """
    past = listed(pk)
    set_state_of(past, ArchiveState.REMOVED)
    # Its history is that of the reservation, which is no more.
    note_event(Reservation(pk=past.reservation_id), "remove from archive", by=by)
    return past


def listed(pk: ObjectId) -> PastReservation:
    """An entry of the archive. Raises NotInArchive."""
    past = first_stored(PastReservation, {"_id": pk, "state": ArchiveState.LISTED.value})
    if past is None:
        raise NotInArchive
    return past


def entry_of(staff_id: ObjectId, key: str, product_id: ObjectId) -> PastReservation | None:
    """What the archive lists of a staff member, customer and product."""
    place = {"customer_key": key, "product_id": product_id, "state": ArchiveState.LISTED.value}
    return first_stored(PastReservation, place | {"staff_id": staff_id})


def set_state_of(past: PastReservation, state: ArchiveState) -> None:
    """Write what has become of an entry."""
    collection(PastReservation).update_one(
        {"_id": past.pk}, {"$set": {"state": state.value}}, session=current_session()
    )


def _set_state(reservation: Reservation, state: ArchiveState, **more: ObjectId) -> None:
    listed_ones = {
        "customer_key": reservation.customer_key,
        "product_id": reservation.product_id,
        "state": ArchiveState.LISTED.value,
    }
    collection(PastReservation).update_many(
        listed_ones | more, {"$set": {"state": state.value}}, session=current_session()
    )
