"""What deposits do to reservations, which stand below the ledger (RS-19, RS-24)."""

from datetime import date

from bson import ObjectId

from members.reservations import last_deposits
from members.reservations.endings.restoring import restore_after_deposit
from omset.locks import lock_staff
from omset.models import RecordWrite
from omset.numbers import last_deposit_on

# What a staff member records, or what an admin lets count: it brings an ended reservation back.
RESTORING = ("submit", "approve")


def after_write(write: RecordWrite) -> None:
    """Write the last deposit of the owner's reservations, or bring back an ended one.

    In the event's transaction, from the tallies that it has recounted.
    """
    record, joined = write.record, write.record.group_day
    keys = {joined.customer_key} | ({write.left.customer_key} if write.left else set())
    active = last_deposits.active_among(keys, record.product_id)
    for reservation in active:
        if reservation.staff_id == record.staff_id and not reservation.is_pending:
            last = last_deposit_on(record.staff_id, reservation.customer_key, record.product_id)
            last_deposits.write(reservation, last)
    is_free = joined.customer_key not in {reservation.customer_key for reservation in active}
    if is_free and record.is_counted and write.event.verb in RESTORING:
        restore_after_deposit(*joined[:1], joined.customer_key, joined.product_id, record.date)


def locked_last_deposit(staff_id: ObjectId, key: str, product_id: ObjectId) -> date | None:
    """The last deposit of a reservation that begins: no event of the owner goes on beside it."""
    lock_staff(staff_id)
    return last_deposit_on(staff_id, key, product_id)
