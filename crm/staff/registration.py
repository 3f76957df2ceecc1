"""What accounts and products bring to the menu, the palette and the night."""

from collections.abc import Iterator

from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.registry import menu, nightly, pages, search
from crm.registry.menu import Entry
from crm.registry.nightly import Step
from crm.registry.search import Group, Hit
from crm.staff.access import is_open
from crm.staff.display_names import labels
from crm.staff.models import Product, User
from crm.staff.search import matching, products_matching

MOST_FOUND = 5


def find_people(user: User, text: str) -> Iterator[Hit]:
    """For admins: where each person whose name begins so leads."""
    if not user.is_admin:
        return
    people = list(User.objects.all())
    names = labels((person.pk, person.name, person.username) for person in people)
    for person in matching(people, text)[:MOST_FOUND]:
        for hit in search.links(user, person):
            yield hit._replace(label=names[person.pk])


def find_products(user: User, text: str) -> Iterator[Hit]:
    """For admins: where each product whose name begins so leads."""
    if not user.is_admin:
        return
    for product in products_matching(Product.objects.all(), text)[:MOST_FOUND]:
        yield from search.links(user, product)


def account_of(user: User, person: User) -> Hit | None:
    """The account, for those who may manage it."""
    if not (user.may_manage(person) and is_open(user, "staff:list")):
        return None
    return Hit(person.name, "users", reverse("staff:edit", args=[person.pk]), _("account"))


def page_of(user: User, product: Product) -> Hit | None:
    """The page of a product."""
    if not is_open(user, "products:list"):
        return None
    url = reverse("products:edit", args=[product.pk])
    return Hit(product.name, "package", url, _("product"))


def remove_ended_sessions() -> Step:
    """Delete the sessions whose time is over."""
    ended, _of_each = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return Step("sessions", {"removed": ended}, f"Sessions: {ended:,} ended ones removed.")


pages.register("staff", _("Staff"), 120)
pages.register("products", _("Products"), 130)
menu.register("manage", 10, Entry("staff:list", "users", _("Staff")))
menu.register("manage", 20, Entry("products:list", "package", _("Products")))
menu.register_other(
    Entry("staff:profile", "settings", _("Profile")),
    Entry("staff:password", "lock", _("Change password")),
)
search.register(20, Group("people", _("Staff"), find_people))
search.register(30, Group("products", _("Products"), find_products))
search.register_link(User, 20, account_of)
search.register_link(Product, 20, page_of)
nightly.register(20, "sessions", remove_ended_sessions)
