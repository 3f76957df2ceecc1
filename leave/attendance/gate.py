"""The gate: no page of staff opens before they have checked in, where it is switched on (AT-1)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from pymongo.errors import PyMongoError

from crm.staff.requests import Request
from crm.staff.sign_in.sessions import PASSIVE_HEADER
from crm.web.next_url import READING
from leave.attendance.entry import may_pass

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
CLOSED = "leave/attendance/closed.html"


def before_the_gate(view: View) -> View:
    """Open to staff who have not checked in: what they need for it."""
    vars(view)["before_the_gate"] = True
    return view


class GateMiddleware:
    """Asks staff who have not checked in to do so; stands below AccessMiddleware.

    Where it cannot tell it lets nobody pass, and says so.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        rule = getattr(view, "access", None)
        is_asked = rule is not None and rule.asks_staff
        if not is_asked or hasattr(view, "before_the_gate") or request.user.is_admin:
            return None
        try:
            return None if may_pass(request.user) else _closed(request)
        except (DatabaseError, PyMongoError, ValueError):
            return _unknown(request)


def _closed(request: Request) -> HttpResponse:
    """To the page for checking in; what was sent is not saved, and says so."""
    is_background = PASSIVE_HEADER in request.headers
    # What a page asks by itself leads nobody away from it.
    if request.method in READING and not is_background:
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('leave:check_in')}?{query}")
    text = _("Check in first: nothing was saved. An admin can check you in too.")
    if request.htmx:
        if not is_background:
            messages.error(request, text)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return render(request, CLOSED, {"text": text}, status=HTTPStatus.FORBIDDEN)


def _unknown(request: Request) -> HttpResponse:
    text = _(
        "Whether you have checked in cannot be seen just now, so nothing opens. Try again in a "
        "minute. If it stays so, ask an admin: they can check you in, or switch the gate off."
    )
    return render(request, CLOSED, {"text": text}, status=HTTPStatus.SERVICE_UNAVAILABLE)
