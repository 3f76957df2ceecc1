"""One search for everything: pages, customers, people, products, actions; each only if allowed."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from crm.registry import menu
from crm.registry.search import Hit, search_groups
from crm.staff.access import signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.forms.fields import why_too_long
from crm.web.limits import SEARCHES, limited
from crm.web.partials import render_page
from dashboard.navigation.matching import means
from dashboard.navigation.sidebar import allowed, is_for

# Below this, nearly every customer and colleague would be found.
SHORTEST = 2
# As long as the longest customer.
LONGEST_TEXT = 120


class HitGroup(NamedTuple):
    """What was found under one heading."""

    id: str
    label: str | Promise
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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
@limited(SEARCHES, reads=True)
def search(request: Request) -> HttpResponse:
    """What `q` means to this person; without it, every page and action.

    Sent by a form, which writes nothing, it is looked for among customers as well: in an address
    it would stand in logs and in the history of the browser.
    """
    is_sent = request.method == "POST"
    text = (request.POST if is_sent else request.GET).get("q", "").strip()
    refusal = why_too_long(text, LONGEST_TEXT)
    every = [] if refusal else _groups(request.user, text, of_customers=is_sent)
    groups = [group for group in every if group.hits]
    context = {
        "text": text,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "shortest": SHORTEST,
        "refusal": refusal,
    }
    return render_page(request, "dashboard/search.html", context, part="found")


def _groups(user: User, text: str, *, of_customers: bool) -> Iterator[HitGroup]:
    yield HitGroup("pages", _("Pages"), list(_pages(user, text)))
    if len(text) >= SHORTEST:
        for group in search_groups():
            if group.is_of_customers and not of_customers:
                continue
            yield HitGroup(group.id, group.label, list(group.search(user, text)))
    yield HitGroup("actions", _("Actions"), list(_actions(text)))


def _pages(user: User, text: str) -> Iterator[Hit]:
    for entry in (
        *allowed(user),
        *(other for other in menu.OTHER_PAGES if is_for(user, other)),
    ):
        if means(text, *_in_every_language(entry.label)):
            yield Hit(entry.label, entry.icon, reverse(entry.view))


def _actions(text: str) -> Iterator[Hit]:
    for action in ACTIONS:
        is_here = action.name == "language" and action.value == get_language()
        if not is_here and means(text, *_in_every_language(action.label)):
            yield action


def _in_every_language(label: str | Promise) -> tuple[str, ...]:
    """Who works in one language may remember a page by its name in the other."""
    names = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(str(label))
    return tuple(names)
