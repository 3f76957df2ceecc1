"""What the palette finds of the ledger, and where it leads."""

from collections.abc import Iterator

from bson import ObjectId
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.registry.search import Hit
from crm.staff.access import is_open
from crm.staff.models import Product, Role, User
from crm.web.templatetags.formats import day
from omset.lists.customers import Customer, find_customers
from omset.lists.filters import Preset
from omset.lists.links import list_for


def search_customers(user: User, text: str) -> Iterator[Hit]:
    """Customers with deposits; staff find their own only (RO-6)."""
    if not is_open(user, "omset:list"):
        return
    for customer in find_customers(user, text):
        note = _("last deposit %(day)s") % {"day": day(customer.last_date)}
        url = _page_of(user, customer)
        yield Hit(customer.customer_id, "user", url, note=note)


def _page_of(user: User, customer: Customer) -> str:
    """Their page, or last deposits to whom that is closed: no address says who they are."""
    if is_open(user, "members:customer"):
        return reverse("members:customer_of", args=["deposit", customer.sample])
    return reverse("omset:deposits", args=[customer.sample])


def deposits_of_person(user: User, person: User) -> Hit | None:
    """This month's deposits of a staff member."""
    if person.role != Role.STAFF:
        return None
    return _deposits_this_month(user, person.name, staff=person.pk)


def deposits_of_product(user: User, product: Product) -> Hit | None:
    """This month's deposits in a product."""
    return _deposits_this_month(user, product.name, product=product.pk)


def _deposits_this_month(user: User, name: str, **of: ObjectId) -> Hit | None:
    """None for a user to whom the list is closed (RO-5)."""
    url = list_for(user, preset=Preset.MONTH.value, **of)
    return Hit(name, "receipt", url, note=_("deposits this month")) if url else None
