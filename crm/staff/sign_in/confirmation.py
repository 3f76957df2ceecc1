"""Asking again who it is before what cannot be taken back: a code, or the password without one.

A view says so by `asks_again`; AccessMiddleware leads to the page that asks, and from there back
to the page where the person presses again: nothing that was sent is sent for them.
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from crm.staff.requests import Request
from crm.web.next_url import READING, page_that_led_here

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# Of the session: when its owner last proved who they are, in seconds.
CONFIRMED = "confirmed"
GOOD_FOR_SECONDS = 10 * 60


class AsksAgain(NamedTuple):
    """Which requests to a view ask again."""

    reads: bool
    when: Callable[..., bool]


def _always(request: Request, **arguments: Any) -> bool:
    return True


def asks_again(
    *, reads: bool = False, when: Callable[..., bool] = _always
) -> Callable[[View], View]:
    """Let a view be used only by who has proved within ten minutes who they are.

    Asked of what is sent, with `reads` of opening it, too; `when` is given the request and the
    arguments of its address. Stands below the rule of access.
    """

    def decorate(view: View) -> View:
        vars(view)["asks_again"] = AsksAgain(reads, when)
        return view

    return decorate


def confirm(request: Request) -> None:
    """Remember in the session that its owner has just proved who they are."""
    request.session[CONFIRMED] = int(time.time())


def is_confirmed(request: Request) -> bool:
    """True for ten minutes after it."""
    return time.time() - request.session.get(CONFIRMED, 0) < GOOD_FOR_SECONDS


def page_that_asks(request: Request, view: Callable, arguments: dict) -> HttpResponse | None:
    """Where to go first, None if the request may go on."""
    asked: AsksAgain | None = getattr(view, "asks_again", None)
    if asked is None or is_confirmed(request):
        return None
    if request.method in READING and not asked.reads:
        return None
    if not asked.when(request, **arguments):
        return None
    return redirect(
        f"{reverse('staff:confirm')}?{urlencode({'next': page_that_led_here(request)})}"
    )
