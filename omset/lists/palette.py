"""What the palette finds of the ledger, and where it leads."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.registry.search import Hit
from crm.staff.access import is_open
from crm.staff.models import Product, Role, User
from crm.web.templatetags.formats import day
from omset.lists.customers import find_customers
from omset.lists.filters import Preset


def search_customers(user: User, text: str) -> Iterator[Hit]:
    """Customers with deposits; staff find their own only (RO-6)."""
    if not is_open(user, "omset:list"):
        return
    for customer in find_customers(user, text):
        note = _("last deposit %(day)s") % {"day": day(customer.last_date)}
        url = _deposits(Preset.ALL, customer=customer.customer_id)
        yield Hit(customer.customer_id, "user", url, note)


def deposits_of_person(user: User, person: User) -> Hit | None:
    """This month's deposits of a staff member."""
    if person.role != Role.STAFF or not is_open(user, "omset:list"):
        return None
    url = _deposits(Preset.MONTH, staff=person.pk)
    return Hit(person.name, "receipt", url, _("deposits this month"))


def deposits_of_product(user: User, product: Product) -> Hit | None:
    """This month's deposits in a product."""
    if not is_open(user, "omset:list"):
        return None
    url = _deposits(Preset.MONTH, product=product.pk)
    return Hit(product.name, "receipt", url, _("deposits this month"))


def _deposits(preset: Preset, **query: object) -> str:
    return f"{reverse('omset:list')}?{urlencode({'preset': preset.value, **query})}"
