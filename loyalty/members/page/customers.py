"""From a member's link to the page of the customer of the CRM that it names."""

from bson import ObjectId

from crm.staff.models import User
from loyalty.members.visible import own_links
from loyalty.models import CustomerLink


def key_of_link(user: User, pk: ObjectId) -> str | None:
    """The key of a linked customer, for admins and whoever holds them; None for others."""
    if user.is_admin:
        return CustomerLink.objects.filter(pk=pk).values_list("customer_key", flat=True).first()
    return next((link.customer_key for link in own_links(user) if link.pk == pk), None)
