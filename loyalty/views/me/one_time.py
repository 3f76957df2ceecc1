"""Where one-time links lead: a password, a confirmed contact (LS-8, LS-9, LS-11)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from crm.web.requests import WebRequest
from loyalty.accounts.access import visitors, writes_seldom
from loyalty.accounts.contacts import masked_contact
from loyalty.accounts.one_time_links import (
    SpentLink,
    choose_password,
    confirm_by_link,
    link_with,
)
from loyalty.accounts.sign_in.sessions import forget
from loyalty.models import LinkPurpose
from loyalty.views.me.answers import gone
from loyalty.views.me.forms import PasswordForm, note_unknown_fields


# The address proves who sends the form; a browser that hides it from others says no origin.
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@visitors
@writes_seldom
@sensitive_post_parameters("password")
@sensitive_variables("token")
def choose(request: WebRequest, token: str) -> HttpResponse:
    """Choose a password, once; 410 afterwards."""
    if link_with(token, LinkPurpose.PASSWORD) is None:
        return _secret(gone(request))
    form = PasswordForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _secret(
            render(request, "loyalty/me/sign_in/choose.html", {"form": form}, status=status)
        )
    note_unknown_fields(request, form)
    try:
        choose_password(token, form.cleaned_data["password"])
    except SpentLink:
        return _secret(gone(request))
    messages.success(request, _("Your password is chosen. Sign in with it."))
    response = redirect("me:login")
    forget(response)
    return _secret(response)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@visitors
@writes_seldom
@sensitive_variables("token")
def confirm(request: WebRequest, token: str) -> HttpResponse:
    """Confirm a contact by a press of a button: a program that only looks confirms nothing."""
    link = link_with(token, LinkPurpose.CONFIRMATION)
    if link is None:
        return _secret(gone(request))
    if request.method != "POST":
        context = {"contact": masked_contact(link.contact)}
        return _secret(render(request, "loyalty/me/sign_in/confirm.html", context))
    try:
        confirm_by_link(token)
    except SpentLink:
        return _secret(gone(request))
    messages.success(request, _("Your contact is confirmed."))
    return _secret(redirect("me:overview"))


def _secret(response: HttpResponse) -> HttpResponse:
    """No other page learns the address."""
    response["Referrer-Policy"] = "no-referrer"
    return response
