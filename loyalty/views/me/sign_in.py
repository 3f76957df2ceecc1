"""Signing in and out as a member, and links to choose a password (LS-9 to LS-12)."""

import structlog
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from crm.audit.record import note_event
from crm.audit.strangers import STRANGER
from crm.mongo.transaction import transactional
from crm.staff.history import note_access
from crm.web.address import client_address
from crm.web.requests import WebRequest
from loyalty.accounts import mails
from loyalty.accounts.access import MemberRequest, members, own_page, visitors
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.jobs import ask_for_links
from loyalty.accounts.sign_in import limits, sessions
from loyalty.accounts.sign_in.names import account_called
from loyalty.accounts.sign_in.passwords import is_password_of
from loyalty.models import Member, MemberAccount
from loyalty.views.me.answers import too_many_tries
from loyalty.views.me.forms import NameForm, SignInForm, note_unknown_fields

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@visitors
def log_in(request: WebRequest) -> HttpResponse:
    """The members' login page. Who fails too often waits (429), with the right password too."""
    if request.method != "POST":
        if sessions.signed_in_here(request):
            return redirect(own_page(request))
        return _login_page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, status=422)
    account = account_called(form.cleaned_data["name"])
    attempt = limits.sign_in_try(request, form.cleaned_data["name"], account)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    note_unknown_fields(request, form)
    is_right = is_password_of(account, form.cleaned_data["password"])
    try:
        if account is None or not is_right:
            raise AccountEnded
        response = enter(request, account)
    except AccountEnded:
        _note_failure(request, account)
        form.add_error(None, _("This name and password do not match. Or use your card number."))
        return _login_page(request, form, status=422)
    attempt.give_back()
    return response


@require_POST
@members
def log_out(request: MemberRequest) -> HttpResponse:
    """End the session here; one of staff in the same browser goes on."""
    sessions.end(request.signed_in.session)
    response = redirect("me:login")
    sessions.forget(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@visitors
def ask_link(request: WebRequest) -> HttpResponse:
    """Ask for a link to choose a password. Whoever is meant, the answer is the same."""
    form = NameForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "loyalty/me/sign_in/ask_link.html", {"form": form}, status=status)
    attempt = limits.reset_try(request, form.cleaned_data["name"])
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    note_unknown_fields(request, form)
    ask_for_links(request, form.cleaned_data["name"])
    return render(
        request, "loyalty/me/sign_in/link_sent.html", {"has_mail": mails.is_mail_set_up()}
    )


def enter(request: WebRequest, account: MemberAccount) -> HttpResponse:
    """Begin the session of a member; the page that she wanted (LS-13). Raises AccountEnded."""
    key = sessions.begin(account, request)
    # What a form of before knew opens nothing of hers.
    rotate_token(request)
    response = redirect(own_page(request))
    sessions.remember(response, key)
    return response


def _note_failure(request: WebRequest, account: MemberAccount | None) -> None:
    """Not the name: people type their password there by mistake."""
    log.warning("sign-in of a member refused", address=client_address(request))
    _write_failure(account)


@transactional
def _write_failure(account: MemberAccount | None) -> None:
    """As many commands for a name that nobody has (LS-12)."""
    if account is None:
        note_access("sign-in failed", None)
    else:
        note_event(Member(pk=account.pk), "sign-in failed", by=STRANGER)


def _login_page(request: WebRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": own_page(request)}
    return render(request, "loyalty/me/sign_in/login.html", context, status=status)
