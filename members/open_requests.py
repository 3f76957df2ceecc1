"""How many requests of one person may wait for an admin: more would keep others from customers."""

from bson import ObjectId
from django.utils.translation import gettext as _

from members.models import DatabaseRequest, RequestStatus, Reservation

MOST_OPEN = 30


class TooManyOpen(Exception):
    """So many requests of one person wait already."""

    def __str__(self) -> str:
        """That it is so, for people, in their language."""
        return _("%d requests of yours wait already: let an admin decide first.") % MOST_OPEN


def refuse_too_many_open(staff_id: ObjectId) -> None:
    """Raise TooManyOpen if no further request may wait: for customers and for rows together.

    In a transaction that has locked the person: of two at once the later counts the earlier.
    """
    customers = Reservation.objects.pending().filter(staff_id=staff_id).count()
    open_requests = DatabaseRequest.objects.filter(staff_id=staff_id, status=RequestStatus.PENDING)
    if customers + open_requests.count() >= MOST_OPEN:
        raise TooManyOpen
