"""A member's devices, password, and what is held about her (LS-11, LS-13, LM-15)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.accounts.access import MemberRequest, members, writes_seldom
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.ending import AccountEnded, while_hers
from loyalty.accounts.one_time_links import change_password
from loyalty.accounts.sign_in import limits, sessions
from loyalty.members.page.held_data import as_file, hand_out
from loyalty.views.me.answers import own_page, too_many_tries
from loyalty.views.me.forms import (
    CurrentPasswordForm,
    OwnPasswordForm,
    note_unknown_fields,
)
from loyalty.views.me.sign_in import enter


@require_safe
@members
def devices(request: MemberRequest) -> HttpResponse:
    """Where she is signed in."""
    here = request.signed_in
    return own_page(
        request, "account/devices", {"devices": sessions.devices_of(here.account, here.session)}
    )


@require_POST
@members
@writes_seldom
def end_device(request: MemberRequest, pk: ObjectId) -> HttpResponse:
    """Sign out on one of her devices."""
    if not sessions.end_device(request.signed_in, pk):
        messages.info(request, _("That session has ended already."))
    return redirect("me:devices")


@require_POST
@members
@writes_seldom
def end_other_devices(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    here = request.signed_in
    ended = sessions.end_others(here.account, here.session)
    text = ngettext("%(count)d session ended.", "%(count)d sessions ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("me:devices")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("current", "password")
@members
@writes_seldom
def password(request: MemberRequest) -> HttpResponse:
    """Change her password; other devices are signed out."""
    account = request.signed_in.account
    if request.method != "POST":
        return own_page(request, "account/password", {"form": OwnPasswordForm(account=account)})
    attempt = limits.sign_in_try(request, "", account)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    form = OwnPasswordForm(request.POST, account=account)
    note_unknown_fields(request, form)
    is_valid = form.is_valid()
    if "current" not in form.errors:
        attempt.give_back()
    if not is_valid:
        return own_page(request, "account/password", {"form": form}, status=422)
    try:
        changed = change_password(account, form.cleaned_data["password"])
        response = enter(request, changed)
    except AccountEnded:
        return redirect("me:login")
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("current")
@members
@writes_seldom
def data(request: MemberRequest) -> HttpResponse:
    """A file with everything that is held about her, for who knows the password (LM-15).

    Whoever took a card and confirmed a contact of their own learns nothing of whose it is (LS-6).
    """
    account, member = request.signed_in.account, request.signed_in.member
    if not account.is_proven:
        return own_page(request, "account/data", {"form": None})
    if request.method != "POST":
        return own_page(request, "account/data", {"form": CurrentPasswordForm(account=account)})
    attempt = limits.sign_in_try(request, "", account)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    form = CurrentPasswordForm(request.POST, account=account)
    note_unknown_fields(request, form)
    if not form.is_valid():
        return own_page(request, "account/data", {"form": form}, status=422)
    attempt.give_back()
    return as_file(
        member, while_hers(account, lambda: hand_out(member, timezone.localdate(), by=THE_MEMBER))
    )
