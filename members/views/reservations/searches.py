"""Looking for customers among reservations: sent, and kept with the session under a number.

What is typed would stand in logs and in the history of the browser, were it in the address.
"""

import secrets
from collections.abc import Callable
from functools import wraps
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


def names_nobody(view: Callable[[Request], HttpResponse]) -> Callable[[Request], HttpResponse]:
    """A list that leads on to itself where somebody has typed a text into its address by hand.

    Nothing is decided then: what it would be about was not shown.
    """

    @wraps(view)
    def answer(request: Request) -> HttpResponse:
        if "q" not in request.GET:
            return view(request)
        chosen = request.GET.copy()
        del chosen["q"]
        return redirect(f"{request.path}?{chosen.urlencode()}" if chosen else request.path)

    return answer


def filter_of(request: Request) -> ReservationFilter:
    """The filter of the address, with the text that its number stands for; any other text is of
    no account."""
    chosen = request.GET.copy()
    chosen.pop("q", None)
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
