"""Finding reservations. Every condition has an index (members/models.py)."""

from django.db.models import Q

from crm.staff.models import User
from crm.staff.rules.roles import STAFF
from crm.staff.search import people_matching
from members.models import Reservation, ReservationQuerySet
from members.rules.keys import customer_key


def reservations_matching(
    *, text: str = "", status: str = "", product: str = "", staff: str = ""
) -> ReservationQuerySet:
    """Reservations of a customer or a staff member whose name begins with `text`.

    `product` and `staff` are ids; what is empty filters nothing."""
    reservations = Reservation.objects.all()
    if text:
        reservations = reservations.filter(_customer_or_owner(text))
    if status:
        reservations = reservations.filter(status=status)
    if product:
        reservations = reservations.filter(product_id=product)
    if staff:
        reservations = reservations.filter(staff_id=staff)
    return reservations


def _customer_or_owner(text: str) -> Q:
    owners = people_matching(User.objects.filter(role=STAFF), text)
    return Q(customer_key__startswith=customer_key(text)) | Q(
        staff_id__in=[owner.pk for owner in owners]
    )
