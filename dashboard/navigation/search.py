"""One search for everything: pages, customers, people, products, actions; each only if allowed."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.staff.access import is_open, signed_in
from crm.staff.models import Product, Role, User
from crm.staff.search import matching, products_matching
from crm.web.forms import too_long
from crm.web.partials import render_page
from crm.web.templatetags.formats import day
from dashboard.navigation.matching import means
from dashboard.navigation.sidebar import Entry, allowed
from omset.lists.customers import find_customers
from omset.lists.filters import Preset
from omset.rules.deposits import LONGEST_CUSTOMER

# Below this, nearly every customer and colleague would be found.
SHORTEST = 2
MOST_PEOPLE = 5
# Pages that the menu does not name.
OTHER_PAGES = (
    Entry("omset:summary", "chart-column", _("Summary")),
    Entry("omset:details", "calendar-days", _("Details")),
    Entry("members:reserved_add", "bookmark", _("New reservation")),
    Entry("notifications:list", "bell", _("Notifications")),
    Entry("staff:profile", "settings", _("Profile")),
    Entry("staff:password", "lock", _("Change password")),
)


class Hit(NamedTuple):
    """A link, or with `form` a button that sends `name` = `value` by the form of that id."""

    label: str
    icon: str
    url: str = ""
    note: str = ""
    form: str = ""
    name: str = ""
    value: str = ""


class Group(NamedTuple):
    id: str
    label: str
    hits: list[Hit]


# The forms are those of the menu in the top bar (templates/topbar.html).
ACTIONS = (
    Hit(_("Dark theme"), "moon", form="theme-form", name="theme", value="dark"),
    Hit(_("Light theme"), "sun", form="theme-form", name="theme", value="light"),
    Hit(_("Theme as the device"), "monitor", form="theme-form", name="theme", value="system"),
    Hit("Bahasa Indonesia", "languages", form="language-form", name="language", value="id"),
    Hit("English", "languages", form="language-form", name="language", value="en"),
    Hit(_("Sign out"), "log-out", form="sign-out-form"),
)


@require_safe
@signed_in()
def search(request):
    """What `q` means to this person; without it, every page and action."""
    text = request.GET.get("q", "").strip()
    refused = too_long(text, LONGEST_CUSTOMER)
    groups = [] if refused else [group for group in _groups(request.user, text) if group.hits]
    context = {
        "text": text,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "shortest": SHORTEST,
        "refused": refused,
    }
    return render_page(request, "dashboard/search.html", context, part="found")


def _groups(user, text: str) -> Iterator[Group]:
    yield Group("pages", _("Pages"), list(_pages(user, text)))
    if len(text) >= SHORTEST:
        yield Group("customers", _("Customers"), list(_customers(user, text)))
        yield Group("people", _("Staff"), list(_people(user, text)))
        yield Group("products", _("Products"), list(_products(user, text)))
    yield Group("actions", _("Actions"), list(_actions(text)))


def _pages(user, text) -> Iterator[Hit]:
    for entry in (*allowed(user), *(other for other in OTHER_PAGES if is_open(user, other.view))):
        if means(text, *_in_every_language(entry.label)):
            yield Hit(entry.label, entry.icon, reverse(entry.view))


def _actions(text) -> Iterator[Hit]:
    for action in ACTIONS:
        is_here = action.name == "language" and action.value == get_language()
        if not is_here and means(text, *_in_every_language(action.label)):
            yield action


def _customers(user, text) -> Iterator[Hit]:
    """Staff find their own customers only (RO-6)."""
    if not is_open(user, "omset:list"):
        return
    for found in find_customers(user, text):
        note = _("last deposit %(day)s") % {"day": day(found.last_date)}
        yield Hit(
            found.customer_id, "user", _deposits(Preset.ALL, customer=found.customer_id), note
        )


def _people(user, text) -> Iterator[Hit]:
    """For admins: the deposits and, if they may manage it, the account of each."""
    if not (user.is_admin and (is_open(user, "omset:list") or is_open(user, "staff:list"))):
        return
    for person in matching(User.objects.all(), text)[:MOST_PEOPLE]:
        if person.role == Role.STAFF and is_open(user, "omset:list"):
            url = _deposits(Preset.MONTH, staff=person.pk)
            yield Hit(person.name, "receipt", url, _("deposits this month"))
        if user.may_manage(person) and is_open(user, "staff:list"):
            yield Hit(person.name, "users", reverse("staff:edit", args=[person.pk]), _("account"))


def _products(user, text) -> Iterator[Hit]:
    if not (user.is_admin and (is_open(user, "omset:list") or is_open(user, "products:list"))):
        return
    for product in products_matching(Product.objects.all(), text)[:MOST_PEOPLE]:
        if is_open(user, "omset:list"):
            url = _deposits(Preset.MONTH, product=product.pk)
            yield Hit(product.name, "receipt", url, _("deposits this month"))
        if is_open(user, "products:list"):
            url = reverse("products:edit", args=[product.pk])
            yield Hit(product.name, "package", url, _("product"))


def _deposits(preset: Preset, **query) -> str:
    return f"{reverse('omset:list')}?{urlencode({'preset': preset.value, **query})}"


def _in_every_language(label: str | Promise) -> tuple[str, ...]:
    """Who works in one language may remember a page by its name in the other."""
    names = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(str(label))
    return tuple(names)
