"""How a reservation ends, whatever the cause: one function (RS-20)."""

from bson import ObjectId

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import settle
from crm.staff.models import User
from members.conflicts.marks import unmark_rows
from members.databases.pool import lock_product
from members.models import EndCause, Reservation
from members.reservations.beginning import TRACKED, approved_reservation, tell_owner
from members.reservations.endings import archive
from members.rules.expiry import Standing

# What history calls it, and what its owner reads; who left reads nothing.
VERBS = {
    EndCause.RELEASED: "release",
    EndCause.OWNER_LEFT: "release",
    EndCause.GRACE_OVER: "expire",
    EndCause.NO_DEPOSIT: "expire",
    EndCause.REJECTED: "reject",
    EndCause.UNDECIDED: "lapse",
}
MESSAGES = {
    EndCause.RELEASED: "reservation-released",
    EndCause.GRACE_OVER: "reservation-expired",
    EndCause.NO_DEPOSIT: "reservation-no-deposit",
    EndCause.REJECTED: "reservation-rejected",
    EndCause.UNDECIDED: "reservation-undecided",
}


def end(
    reservation: Reservation,
    cause: EndCause,
    *,
    by: User | None = None,
    reason: str = "",
    standing: Standing | None = None,
) -> None:
    """End a reservation or a request, in the transaction that has read it (RS-16, RS-20).

    Takes the marks of the customer's rows, keeps it in the archive if it has counted, settles
    what asked about it, tells its owner, deletes the row: what was claimed on it follows. `by` None
    means the system; `standing` is what expiry went by.
    """
    lock_product(reservation.product_id)
    if not reservation.is_pending:
        unmark_rows(reservation, by=by)
    before = facts(reservation, TRACKED)
    place = note_event(
        reservation,
        VERBS[cause],
        by=by,
        before=before,
        after={"cause": str(cause)},
        reason=reason,
    )
    settle(reservation.pk)
    archive.keep(reservation, cause, by=by, reason=reason, standing=standing)
    if kind := MESSAGES.get(cause):
        days = str(standing.days) if standing else ""
        tell_owner(reservation, kind, place, reason=reason or "-", days=days)
    # Whatever was claimed on it hears of it by the signal of this.
    Reservation.objects.filter(pk=reservation.pk).delete()


@transactional
def release(
    pk: ObjectId, *, by: User, reason: str, cause: EndCause = EndCause.RELEASED
) -> Reservation:
    """An admin frees a customer and tells the owner why (RS-16). Raises NotApproved."""
    reservation = approved_reservation(pk)
    end(reservation, cause, by=by, reason=reason)
    return reservation
