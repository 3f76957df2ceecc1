"""Finding reservations. Every condition has an index (members/models.py)."""

from django.db.models import Q, QuerySet

from crm.staff.models import User
from crm.staff.rules.roles import STAFF
from crm.staff.search import people_matching
from members.models import PastReservation, Reservation, ReservationQuerySet
from members.reservations.standings import expiring
from members.rules.keys import customer_key

# The approved ones whose end is near: beside the stored states, what a list can be asked for.
EXPIRING = "expiring"
# And those whose owner has asked for more time.
ASKED = "asked"


def reservations_matching(
    *, text: str = "", status: str = "", product: str = "", staff: str = ""
) -> ReservationQuerySet:
    """Reservations of a customer or a staff member whose name begins with `text`.

    `product` and `staff` are ids; what is empty filters nothing."""
    reservations = _in_state(status)
    if text:
        reservations = reservations.filter(_customer_or_owner(text))
    if product:
        reservations = reservations.filter(product_id=product)
    if staff:
        reservations = reservations.filter(staff_id=staff)
    return reservations


def _in_state(state: str) -> ReservationQuerySet:
    if state == EXPIRING:
        return expiring()
    if state == ASKED:
        return Reservation.objects.extension_asked()
    return Reservation.objects.filter(status=state) if state else Reservation.objects.all()


def _customer_or_owner(text: str) -> Q:
    owners = people_matching(User.objects.filter(role=STAFF), text)
    return Q(customer_key__startswith=customer_key(text)) | Q(
        staff_id__in=[owner.pk for owner in owners]
    )


def archive_matching(*, text: str = "", product: str = "", staff: str = "") -> QuerySet:
    """What the archive lists of a customer or a staff member whose name begins with `text`."""
    entries = PastReservation.objects.listed()
    if text:
        entries = entries.filter(_customer_or_owner(text))
    if product:
        entries = entries.filter(product_id=product)
    if staff:
        entries = entries.filter(staff_id=staff)
    return entries
