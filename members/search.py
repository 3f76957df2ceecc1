"""Finding reservations. Every condition has an index (members/models.py)."""

from django.db.models import Q

from crm.staff.models import Product, User
from crm.staff.roles import STAFF
from crm.staff.search import matching
from members.models import Reservation
from members.rules.keys import customer_key


def reservations_matching(
    *, text: str = "", status: str = "", product: Product = "", staff: User = ""
):
    """Reservations whose customer begins with `text` or whose owner's name does, and so on."""
    found = Reservation.objects.all()
    if text:
        found = found.filter(_customer_or_owner(text))
    if status:
        found = found.filter(status=status)
    if product:
        found = found.filter(product_id=product)
    if staff:
        found = found.filter(staff_id=staff)
    return found


def _customer_or_owner(text: str) -> Q:
    owners = matching(User.objects.filter(role=STAFF), text)
    return Q(customer_key__startswith=customer_key(text)) | Q(
        staff_id__in=[owner.pk for owner in owners]
    )
