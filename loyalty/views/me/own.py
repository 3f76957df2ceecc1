"""A member's devices and password (LS-11, LS-13)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.accounts.access import MemberRequest, members, writes_seldom
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.one_time_links import change_password
from loyalty.accounts.sign_in import limits, sessions
from loyalty.views.me.answers import own_page, too_many_tries
from loyalty.views.me.forms import OwnPasswordForm, note_unknown_fields
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
