"""Looking for customers among reservations: sent, and kept with the session under a number.

What is typed would stand in logs and in the history of the browser, were it in the address.
"""

import secrets
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web.limits import SEARCHES, limited
from members.forms import ReservationFilter
from members.views.reservations.tabs import ARCHIVE, PAGE

LIST = "members:reserved"
KEPT_IN, MOST_KEPT = "searches", 20
# Longer ones are refused in words, which need no more of them.
LONGEST_KEPT = 500


@require_POST
@signed_in(PAGE)
@limited(SEARCHES)
def find(request: Request) -> HttpResponse:
    """Leads on to the list with what was sent, under an address that names nobody."""
    return _leads_on(request, LIST)


@require_POST
@admins(PAGE)
@limited(SEARCHES)
def find_archived(request: Request) -> HttpResponse:
    """The same for the archive."""
    return _leads_on(request, ARCHIVE)


def filter_of(request: Request) -> ReservationFilter:
    """The filter of the address, with the text that its number stands for."""
    chosen = request.GET.copy()
    if number := chosen.get("find"):
        chosen["q"] = dict(request.session.get(KEPT_IN, [])).get(number, "")
    return ReservationFilter(chosen)


def _leads_on(request: Request, view: str) -> HttpResponse:
    names = ReservationFilter.base_fields.keys() - {"q", "find"}
    query = {name: value for name in sorted(names) if (value := request.POST.get(name, ""))}
    if text := request.POST.get("q", "").strip():
        query["find"] = _number_of(request, text[:LONGEST_KEPT])
    return redirect(f"{reverse(view)}?{urlencode(query)}" if query else view)


def _number_of(request: Request, text: str) -> str:
    """Under which number the session keeps the text; the oldest is forgotten."""
    kept = request.session.get(KEPT_IN, [])
    numbers = [number for number, earlier in kept if earlier == text]
    if numbers:
        return numbers[0]
    number = secrets.token_urlsafe(6)
    request.session[KEPT_IN] = [*kept[1 - MOST_KEPT :], [number, text]]
    return number
