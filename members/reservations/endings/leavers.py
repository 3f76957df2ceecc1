"""What somebody who leaves has in hand: reservations, requests, rows (RO-12)."""

from typing import NamedTuple

from bson import ObjectId

from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches import recall
from members.draws import requests
from members.models import (
    DatabaseRequest,
    EndCause,
    MemberRow,
    RequestStatus,
    Reservation,
    ReservationQuerySet,
)
from members.reservations.beginning import approved_reservation
from members.reservations.endings.ending import end


class InHand(NamedTuple):
    """How much of each a person has."""

    reservations: int
    pending: int
    rows: int
    row_requests: int

    @property
    def rows_and_requests(self) -> int:
        """What goes back into the pools together."""
        return self.rows + self.row_requests


def in_hand_of(person: ObjectId) -> InHand:
    """What a person has in hand now."""
    reservations = reservations_of(person)
    waiting = DatabaseRequest.objects.filter(staff_id=person, status=RequestStatus.PENDING)
    return InHand(
        reservations=reservations.approved().count(),
        pending=reservations.pending().count(),
        rows=MemberRow.objects.with_staff(person).count(),
        row_requests=waiting.count(),
    )


def count_in_hand(person: ObjectId) -> int:
    """The sum of all of it."""
    return sum(in_hand_of(person))


def reservations_of(person: ObjectId) -> ReservationQuerySet:
    """All active reservations of a person, those that wait included."""
    return Reservation.objects.filter(staff_id=person)


@transactional
def release_of_leaver(pk: ObjectId, *, by: User, reason: str) -> Reservation:
    """End a reservation or a request whose owner leaves (RS-20). Raises NotApproved."""
    reservation = Reservation.objects.pending().filter(pk=pk).first() or approved_reservation(pk)
    end(reservation, EndCause.OWNER_LEFT, by=by, reason=reason)
    return reservation


def return_rows_of(person: User, *, by: User, reason: str) -> int:
    """Put rows back into their pools and reject what is asked for; how many of both (RO-12).

    What was interrupted is finished by the next call.
    """
    rejected = requests.return_rows_of(person, by=by, reason=reason)
    return rejected + recall.return_rows_of(person.pk, by=by, reason=reason)
