"""Signing in and out, and one's own password (SE-1, SE-2)."""

from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import HOMES, home_of, public, signed_in
from crm.staff.accounts import people
from crm.staff.forms.passwords import OwnPasswordForm, SignInForm
from crm.staff.history import note_access
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.second_factor.requirement import before_second_factor, is_asked_of
from crm.staff.sign_in import confirmation, failed_sign_ins, known_devices, second_step
from crm.staff.sign_in.backend import account_of, username_of
from crm.staff.sign_in.counted_tries import CountedTry
from crm.web.address import client_address
from crm.web.errors import too_many_requests
from crm.web.next_url import next_url

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@public
def log_in(request: Request) -> HttpResponse:
    """The sign-in page. Who fails too often waits (429), whoever they say they are."""
    if request.user.is_authenticated:
        return redirect(next_url(request, home_of(request.user)))
    if request.method != "POST":
        return _sign_in_page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    # An account has two names, and no more tries for it.
    name = username_of(form.cleaned_data["username"])
    attempt = failed_sign_ins.take_try(request, name)
    if attempt.seconds_to_wait:
        return refuse_for_now(request, attempt, name)
    return _try_password(request, form, attempt)


@require_POST
@public
def log_out(request: Request) -> HttpResponse:
    """End the session; the browser forgets what it kept of it."""
    if request.user.is_authenticated:
        note_access("sign out", request.user, by=request.user)
    logout(request)
    response = redirect("staff:login")
    # Not the cookies: that the browser is known, and its language, outlive a session.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("current", "password", "repeated")
@before_second_factor
@signed_in()
def password(request: Request) -> HttpResponse:
    """Change one's own password; every other session of this account ends."""
    if request.method != "POST":
        return _password_page(request, OwnPasswordForm(person=request.user))
    attempt = failed_sign_ins.take_try(request, request.user.username)
    if attempt.seconds_to_wait:
        return refuse_for_now(request, attempt, request.user.username)
    form = OwnPasswordForm(request.POST, person=request.user)
    is_valid = form.is_valid()
    if "current" in form.errors and form.data.get("current"):
        note_access("password refused", request.user, by=request.user)
    else:
        attempt.give_back()
    if not is_valid:
        return _password_page(request, form, status=422)
    person = people.change_own_password(request.user.pk, form.cleaned_data["password"])
    update_session_auth_hash(request, person)
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return redirect("staff:profile")


def enter(request: Request, person: User, name: str) -> HttpResponse:
    """Begin the session of `person`, who typed `name`; where they wanted to go."""
    # First: nobody is in without history saying so.
    note_access("sign in", person, by=person)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    confirmation.confirm(request)
    response = redirect(next_url(request, home_of(person)))
    known_devices.remember(request, response, name, person.username)
    return response


def refuse_for_now(request: Request, attempt: CountedTry, name: str) -> HttpResponse:
    """429: too many wrong passwords for this name."""
    seconds = attempt.seconds_to_wait
    if failed_sign_ins.is_first_refusal(request, name, seconds):
        note_access("sign-in limited", account_of(name), seconds=seconds)
    log.warning("too many wrong passwords", address=client_address(request))
    return too_many_requests(request, retry_after=seconds)


def _try_password(request: Request, form: Form, attempt: CountedTry) -> HttpResponse:
    user = authenticate(request, **form.cleaned_data)
    if not isinstance(user, User):
        note_access("sign-in failed", account_of(form.cleaned_data["username"]))
        # Not the name: people type their password there by mistake.
        log.warning("sign-in refused", address=client_address(request))
        form.add_error(None, _("This name and password do not match an active account."))
        return _sign_in_page(request, form, status=422)
    attempt.give_back()
    if is_asked_of(user):
        second_step.begin(request, user, form.cleaned_data["username"])
        query = urlencode({"next": next_url(request, home_of(user))})
        return redirect(f"{reverse('staff:second_step')}?{query}")
    return enter(request, user, form.cleaned_data["username"])


def _sign_in_page(request: Request, form: Form, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": next_url(request, HOMES[0])}
    return render(request, "staff/login.html", context, status=status)


def _password_page(request: Request, form: Form, status: int = 200) -> HttpResponse:
    return render(request, "staff/password.html", {"form": form}, status=status)
