"""What accounts and products bring to the menu, the palette and the night."""

from collections.abc import Iterator

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.registry import doctor, gauges, history_words, menu, pages, search, secret_addresses
from crm.registry.doctor import DoctorCheck
from crm.registry.menu import MenuEntry
from crm.registry.runs import nightly, witnessed
from crm.registry.runs.nightly import NightlyStep
from crm.registry.search import Hit, SearchGroup
from crm.staff.access import is_open
from crm.staff.accounts.display_names import labels
from crm.staff.accounts.history_words import SUBJECTS, VERBS
from crm.staff.doctor_checks import admins_have_two_factors
from crm.staff.gauges import session_gauges
from crm.staff.models import Product, Session, User
from crm.staff.search import people_matching, products_matching

MOST_FOUND = 5

witnessed.count("accounts", _("accounts"), User)


def find_people(user: User, text: str) -> Iterator[Hit]:
    """For admins: where each person whose name begins so leads."""
    if not user.is_admin:
        return
    people = list(User.objects.all())
    names = labels((person.pk, person.name, person.username) for person in people)
    for person in people_matching(people, text)[:MOST_FOUND]:
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
    url = reverse("staff:edit", args=[person.pk])
    return Hit(label=person.name, icon="users", url=url, note=_("account"))


def page_of(user: User, product: Product) -> Hit | None:
    """The page of a product."""
    if not is_open(user, "products:list"):
        return None
    url = reverse("products:edit", args=[product.pk])
    return Hit(label=product.name, icon="package", url=url, note=_("product"))


def remove_ended_sessions() -> NightlyStep:
    """Delete the sessions whose time is over, also those from before each knew whose it is."""
    SessionStore.clear_expired()
    ended, _of_each = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return NightlyStep("sessions", {"removed": ended}, f"Sessions: {ended:,} ended ones removed.")


history_words.register(SUBJECTS, VERBS)
# As crm/staff/urls.py has it: the registry is read before the URLs are.
secret_addresses.register("/password/link/")
pages.register("staff", _("Staff"), 120)
pages.register("products", _("Products"), 130)
menu.register("manage", 10, MenuEntry("staff:list", "users", _("Staff")))
menu.register("manage", 20, MenuEntry("products:list", "package", _("Products")))
menu.register_other(
    MenuEntry("staff:profile", "settings", _("Profile")),
    MenuEntry("staff:password", "lock", _("Change password")),
    MenuEntry("staff:sessions", "log-out", _("My sessions")),
)
search.register(20, SearchGroup("people", _("Staff"), find_people))
search.register(30, SearchGroup("products", _("Products"), find_products))
search.register_link(User, 20, account_of)
search.register_link(Product, 20, page_of)
doctor.register(80, DoctorCheck("second-factors", _("Second factors"), admins_have_two_factors))
gauges.register("sessions", session_gauges)
nightly.register(20, "sessions", remove_ended_sessions)
