"""Checking in with a code of the phone, and setting the phone up (AT-1, AT-2)."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.staff.access import home_of, signed_in
from crm.staff.requests import Request
from crm.staff.second_factor.authenticator_codes import picture_of, uri_of
from crm.web.limits import WRITES, limited
from crm.web.next_url import next_url
from leave.attendance import authenticators, floor
from leave.attendance.check_in import Attempt, Result, check_in, check_in_of
from leave.attendance.forms import CodeForm
from leave.attendance.gate import before_the_gate
from leave.attendance.hours import hours_reader
from leave.rules.shifts import clock, clock_of, shift_of

CHECK_IN, SETUP = "leave/attendance/check_in.html", "leave/attendance/setup.html"
STATUS = {
    Result.ALREADY: HTTPStatus.CONFLICT,
    Result.LOCKED: HTTPStatus.TOO_MANY_REQUESTS,
    Result.USED: HTTPStatus.CONFLICT,
}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "floor_code")
@before_the_gate
@signed_in()
@limited(WRITES)
def check_in_page(request: Request) -> HttpResponse:
    """Once a shift; a light page that needs no script. Admins do not check in."""
    if request.method != "POST" or request.user.is_admin:
        return _check_in_page(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        text = _("Type the six digits that your phone shows.")
        return _check_in_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, error=text)
    attempt = check_in(request.user, form.cleaned_data["code"], form.cleaned_data["floor_code"])
    if attempt.result != Result.CHECKED_IN or attempt.check_in is None:
        status = STATUS.get(attempt.result, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _check_in_page(request, status, error=_refusal(attempt))
    at = clock_of(attempt.check_in.checked_in_at or timezone.now())
    messages.success(request, _("You have checked in at %s.") % at)
    return redirect(next_url(request, home_of(request.user)))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@before_the_gate
@signed_in()
@limited(WRITES)
def setup(request: Request) -> HttpResponse:
    """A secret for the phone: shown until one of its codes was right, and never afterwards."""
    if request.method != "POST" or request.user.is_admin:
        return _setup_page(request)
    if request.POST.get("action") == "begin":
        return _begun(request)
    return _verified(request)


def _begun(request: Request) -> HttpResponse:
    try:
        authenticators.begin(request.user)
    except authenticators.AlreadySetUp:
        return _setup_page(request, HTTPStatus.CONFLICT)
    return _to(request, "leave:setup")


def _verified(request: Request) -> HttpResponse:
    try:
        authenticators.verify(request.user, request.POST.get("code", "")[:12])
    except authenticators.WrongCode:
        text = _("This code is not the one of now. Wait for the next one and type that.")
        return _setup_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, error=text)
    except (authenticators.AlreadySetUp, authenticators.NotSetUp):
        return _setup_page(request, HTTPStatus.CONFLICT)
    messages.success(request, _("Your phone is set up. Check in with its next code."))
    return _to(request, "leave:check_in")


def _to(request: Request, view: str) -> HttpResponse:
    """The next step on the way to the page that was asked for."""
    query = urlencode({"next": next_url(request, home_of(request.user))})
    return redirect(f"{reverse(view)}?{query}")


def _check_in_page(request: Request, status: int = HTTPStatus.OK, **outcome: Any) -> HttpResponse:
    now, hours_of = timezone.now(), hours_reader()
    shift = shift_of(now, hours_of)
    stored = check_in_of(request.user.pk, shift.date)
    authenticator = authenticators.authenticator_of(request.user.pk)
    hours = hours_of(shift.date)
    context = outcome | {
        "shift": shift,
        "hours": {"start": clock(hours.start), "end": clock(hours.end)},
        "check_in": stored,
        "is_set_up": authenticator is not None and authenticator.verified_at is not None,
        "asks_floor_code": floor.is_asked_for(shift.date),
        "next": next_url(request, home_of(request.user)),
    }
    return render(request, CHECK_IN, context, status=status)


def _setup_page(request: Request, status: int = HTTPStatus.OK, **outcome: Any) -> HttpResponse:
    stored = authenticators.authenticator_of(request.user.pk)
    context = outcome | {
        "is_verified": stored is not None and stored.verified_at is not None,
        "next": next_url(request, home_of(request.user)),
    }
    if stored and stored.secret and not stored.verified_at:
        uri = uri_of(stored.secret, request.user)
        picture = picture_of(uri)
        context |= {"secret": stored.secret, "uri": uri, "picture": picture}
    return render(request, SETUP, context, status=status)


def _refusal(attempt: Attempt) -> str:
    if attempt.result == Result.LOCKED and attempt.locked_until:
        text = _("Too many wrong codes: try again after %s. The admins know.")
        return text % clock_of(attempt.locked_until)
    if attempt.result == Result.ALREADY:
        return _("You have checked in for this shift already.")
    if attempt.result == Result.NOT_SET_UP:
        return _("Your phone is not set up yet.")
    if attempt.result == Result.USED:
        return _("This code was used already. Wait for the next one.")
    wrong = (
        _("The code of the wall screen is not right.")
        if attempt.result == Result.WRONG_ON_THE_WALL
        else _("The code is not right.")
    )
    left = ngettext("%d try is left.", "%d tries are left.", attempt.left) % attempt.left
    return f"{wrong} {left}"
