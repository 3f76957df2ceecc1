"""Who may open which address of members: a kind of rule of its own (LS-1).

crm/staff/access.py asks it. A session of staff opens nothing here, one of a member nothing else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_ratelimit import UNSAFE
from django_ratelimit.decorators import ratelimit

from crm.staff.access import EVERYONE, NO_STAFF, Rule
from crm.web.address import client_network
from crm.web.limits import WRITES
from crm.web.next_url import READING
from crm.web.requests import WebRequest
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.sign_in.sessions import PATH, SignedIn, signed_in_here

View = TypeVar("View", bound=Callable[..., HttpResponse])
# Switched off with loyalty; members are no admins who might be blocked from it.
PAGE = "loyalty"


class MemberRequest(WebRequest):
    """The request of a signed-in member. For annotations alone: nothing makes one."""

    signed_in: SignedIn


def members(view: View) -> View:
    """For the member who is signed in under `/me/`."""
    vars(view)["access"] = Rule(NO_STAFF, PAGE, _keeper)
    return view


def visitors(view: View) -> View:
    """For anybody, while there is loyalty."""
    vars(view)["access"] = Rule(EVERYONE, PAGE)
    return view


def writes_seldom(view: View) -> View:
    """Let one address send so many forms a minute, and who has lost the account meanwhile none.

    Stands below the rule of access.
    """
    counted = ratelimit(key=_network, rate=WRITES, method=UNSAFE)(_led_out(view))
    vars(counted)["limit"] = WRITES
    return counted


def own_page(request: HttpRequest) -> str:
    """The page under `/me/` that somebody wanted; the first one for any other address."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_plain = wanted.startswith(PATH) and not set(wanted) & set("\\\r\n\t")
    return wanted if is_plain else PATH


def _led_out(view: View) -> View:
    """The view, with the login page for whose account ended since she was let in."""

    @wraps(view)
    def answered(*args: Any, **named: Any) -> HttpResponse:
        try:
            return view(*args, **named)
        except AccountEnded:
            return redirect("me:login")

    return cast(View, answered)


def _network(_group: str, request: HttpRequest) -> str:
    return client_network(request)


def _keeper(request: WebRequest) -> HttpResponse | None:
    """To the members' login page, from where the page that was wanted opens (LS-13)."""
    here = signed_in_here(request)
    if here is None:
        wanted = request.get_full_path() if request.method in READING else PATH
        return redirect(f"{reverse('me:login')}?{urlencode({'next': wanted})}")
    cast(MemberRequest, request).signed_in = here
    return None
