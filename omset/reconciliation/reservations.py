"""The last deposits that reservations bear, counted anew from the ledger (RS-19)."""

from datetime import date

from bson import ObjectId

from crm.mongo.rows import aggregate
from members.models import Reservation
from members.reservations import last_deposits
from members.rules.expiry import grace_start
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

# The reservation, the field, what is stored and what should be.
WrongDate = tuple[ObjectId, str, date | None, date | None]


def settle_last_deposits(staff_id: ObjectId) -> list[WrongDate]:
    """Put right what the reservations of a staff member say of their deposits, and say what was.

    In a transaction that has the per-staff lock.
    """
    held = last_deposits.approved_for(staff_id)
    last = _last_dates(staff_id, [reservation.customer_key for reservation in held])
    wrong: list[WrongDate] = []
    for reservation in held:
        day = last.get((reservation.customer_key, reservation.product_id))
        if differing := _differing(reservation, day):
            wrong += differing
            last_deposits.write(reservation, day)
    return wrong


def _differing(reservation: Reservation, day: date | None) -> list[WrongDate]:
    start = grace_start(reservation.grace_facts._replace(last_deposit_on=day))
    pairs = {
        "last_deposit_on": (reservation.last_deposit_on, day),
        "grace_from": (reservation.grace_from, start),
    }
    return [(reservation.pk, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]


def _last_dates(staff_id: ObjectId, keys: list[str]) -> dict[tuple[str, ObjectId], date]:
    """The dates of the last counted deposits, by customer and product."""
    if not keys:
        return {}
    match = {"staff_id": staff_id, "customer_key": {"$in": keys}} | COUNTED
    group = {"customer_key": "$customer_key", "product_id": "$product_id"}
    last = {"$group": {"_id": group, "last": {"$max": "$date"}}}
    rows = aggregate(OmsetRecord, [{"$match": match}, last], hint="omset_by_group")
    return {(row["customer_key"], row["product_id"]): row["last"].date() for row in rows}
