"""The last deposit of a reservation: derived from the ledger, which stands above (RS-19).

The only writer of Reservation.last_deposit_on. Whoever lets a reservation begin asks the ledger,
which takes the staff member's lock for it; each event of the ledger tells those that it concerns.
So of the two at once the later sees the earlier. `recount` proves it.
"""

from collections.abc import Callable, Iterable
from datetime import date

from bson import ObjectId

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.stored import all_stored
from members.models import Reservation, ReservationStatus
from members.rules.expiry import grace_start

# Given a staff member, a customer's key and a product: the date of the last counted deposit.
LastDepositReader = Callable[[ObjectId, str, ObjectId], date | None]

_readers: list[LastDepositReader] = []


def register(reader: LastDepositReader) -> None:
    """Let what begins ask `reader`, which locks what its own events of the staff member write."""
    _readers.append(reader)


def read_into(reservation: Reservation) -> None:
    """Set the last deposit of a reservation that begins or changes hands, unsaved."""
    place = reservation.staff_id, reservation.customer_key, reservation.product_id
    dates = [day for reader in _readers if (day := reader(*place))]
    reservation.last_deposit_on = max(dates, default=None)


def active_among(keys: Iterable[str], product_id: ObjectId) -> list[Reservation]:
    """The active reservations of these customers in a product, in this transaction."""
    return all_stored(Reservation, {"customer_key": {"$in": [*keys]}, "product_id": product_id})


def approved_for(staff_id: ObjectId) -> list[Reservation]:
    """All that count for a staff member, in this transaction."""
    match = {"staff_id": staff_id, "status": ReservationStatus.APPROVED.value}
    return all_stored(Reservation, match)


def write(reservation: Reservation, last_deposit_on: date | None) -> None:
    """Store what the ledger says by now, and from when the grace counts with it."""
    stored = reservation.last_deposit_on, reservation.grace_from
    start = grace_start(reservation.grace_facts._replace(last_deposit_on=last_deposit_on))
    if stored != (last_deposit_on, start):
        dates = {
            "last_deposit_on": last_deposit_on and midnight(last_deposit_on),
            "grace_from": midnight(start),
        }
        # Past the model's signals: each deposit says so.
        collection(Reservation).update_one(
            {"_id": reservation.pk}, {"$set": dates}, session=current_session()
        )
