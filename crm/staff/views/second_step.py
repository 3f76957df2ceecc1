"""The second step of signing in, and proving again who one is (issue 15, item 3)."""

import structlog
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.staff.access import HOMES, home_of, public, signed_in
from crm.staff.forms.second_factor import OwnPasswordOnceMoreForm, SecondStepForm
from crm.staff.history import note_access
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.second_factor import verbs
from crm.staff.second_factor.requirement import before_second_factor, is_asked_of
from crm.staff.second_factor.verbs import Attempt, Result
from crm.staff.sign_in import confirmation, failed_sign_ins, second_step
from crm.staff.views.sign_in import enter, refuse_for_now
from crm.web.address import client_address
from crm.web.errors import too_many_requests
from crm.web.next_url import next_url

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@public
def code(request: Request) -> HttpResponse:
    """The code of the app, or a recovery code, of whose password was right a moment ago."""
    if request.user.is_authenticated:
        return redirect(next_url(request, home_of(request.user)))
    waiting = second_step.who_waits(request)
    if waiting is None:
        return redirect("staff:login")
    form = SecondStepForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "staff/second_step.html", form)
    person, name = waiting
    attempt = verbs.check(person, form.cleaned_data["code"])
    if not attempt.is_right:
        _note_refusal(person, attempt)
        return _refused(request, "staff/second_step.html", form, attempt)
    second_step.end(request)
    response = enter(request, person, name)
    _tell_of_recovery(request, attempt)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "password")
@before_second_factor
@signed_in()
def confirm(request: Request) -> HttpResponse:
    """Once more the code, or the password without a second factor; then back to the page."""
    if is_asked_of(request.user):
        return _confirm_by_code(request)
    form = OwnPasswordOnceMoreForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "staff/confirm.html", form)
    name = request.user.username
    attempt = failed_sign_ins.take_try(request, name)
    if attempt.seconds_to_wait:
        return refuse_for_now(request, attempt, name)
    if not request.user.check_password(form.cleaned_data["password"]):
        note_access("password refused", request.user, by=request.user)
        form.add_error("password", _("This is not your current password."))
        return _page(request, "staff/confirm.html", form)
    attempt.give_back()
    return _confirmed(request)


def _confirm_by_code(request: Request) -> HttpResponse:
    form = SecondStepForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "staff/confirm.html", form)
    attempt = verbs.check(request.user, form.cleaned_data["code"])
    if not attempt.is_right:
        _note_refusal(request.user, attempt, by=request.user)
        return _refused(request, "staff/confirm.html", form, attempt)
    _tell_of_recovery(request, attempt)
    return _confirmed(request)


def _confirmed(request: Request) -> HttpResponse:
    confirmation.confirm(request)
    messages.info(request, _("It is you. Nothing was sent yet: press the button once more."))
    return redirect(next_url(request, home_of(request.user)))


def _tell_of_recovery(request: Request, attempt: Attempt) -> None:
    if attempt.result == Result.RECOVERED:
        text = ngettext(
            "That recovery code is used up; %(left)d is left. Set up your new phone now.",
            "That recovery code is used up; %(left)d are left. Set up your new phone now.",
            attempt.left,
        )
        messages.warning(request, text % {"left": attempt.left})


def _note_refusal(person: User, attempt: Attempt, by: User | None = None) -> None:
    """What is locked is in history already: once, however often somebody runs against it."""
    if attempt.result == Result.WRONG:
        note_access("code refused", person, by=by)


def _refused(request: Request, template: str, form: Form, attempt: Attempt) -> HttpResponse:
    log.warning("code refused", address=client_address(request))
    if attempt.result == Result.LOCKED:
        return too_many_requests(request, retry_after=int(verbs.LOCKED_FOR.total_seconds()))
    form.add_error("code", _("This code is not right, or was used. Wait for the next one."))
    return _page(request, template, form)


def _page(request: Request, template: str, form: Form) -> HttpResponse:
    person: User | None = request.user if request.user.is_authenticated else None
    after = home_of(person) if person else HOMES[0]
    context = {"form": form, "next": next_url(request, after)}
    return render(request, template, context, status=422 if form.is_bound else 200)
