"""The digital card: her page, what the phone holds, what staff reach by its code (LM-11)."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import is_open
from crm.staff.requests import Request
from loyalty.accounts.access import MemberRequest, members, visitors, writes_seldom
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.digital_cards import (
    first_name,
    member_scanned,
    renew_token,
    shown_card,
    withdraw_token,
)
from loyalty.accounts.ending import while_hers
from loyalty.members.page.member import page_of_member
from loyalty.members.visible import may_see

# What staff are asked for where a code is scanned: any page of theirs that every role may open.
FOR_STAFF = "notifications:list"


@require_safe
@members
def card(request: MemberRequest) -> HttpResponse:
    """Number, barcode and QR code, to be shown at the till or printed."""
    member = request.signed_in.member
    context = {"card": shown_card(member, request), "open": "card", "programme": member.programme}
    return render(request, "loyalty/me/card/card.html", context)


@require_safe
@members
def kept_card(request: MemberRequest) -> HttpResponse:
    """The same as the phone keeps it: number, codes and first name, and nothing else."""
    shown = shown_card(request.signed_in.member, request)
    return render(request, "loyalty/me/card/kept_card.html", {"card": shown})


@require_POST
@members
@writes_seldom
def renew(request: MemberRequest) -> HttpResponse:
    """A new code: one on paper, or on a lost phone, opens nothing any more."""
    here = request.signed_in
    while_hers(here.account, lambda: renew_token(here.member, by=THE_MEMBER))
    messages.success(request, _("Your card has a new code. The one before opens nothing."))
    return redirect("me:card")


@require_POST
@members
@writes_seldom
def withdraw(request: MemberRequest) -> HttpResponse:
    """No code at all, until she makes one: number and barcode stay."""
    here = request.signed_in
    while_hers(here.account, lambda: withdraw_token(here.member, by=THE_MEMBER))
    messages.success(request, _("The code is withdrawn: it opens nothing any more."))
    return redirect("me:card")


@require_safe
@visitors
def scan(request: Request, token: str) -> HttpResponse:
    """The member whose card it is, for signed-in staff; 404 without a name for anybody else.

    Staff who do not hold her as a customer see her first name, her tier and whether the card works.
    """
    if not (request.user.is_authenticated and is_open(request.user, FOR_STAFF)):
        raise Http404
    member = member_scanned(token)
    if member is None:
        raise Http404
    if is_open(request.user, "loyalty:member") and may_see(request.user, member):
        return redirect("loyalty:member", member.pk)
    progress = page_of_member(member, timezone.localdate()).progress
    tier = progress.tier.name if progress else ""
    context = {"member": member, "name": first_name(member), "tier": tier}
    return render(request, "loyalty/accounts/scanned.html", context)


@require_safe
@visitors
def service_worker(request: MemberRequest) -> HttpResponse:
    """The worker that keeps the card for when there is no network; of `/me/` alone."""
    addresses = {
        "card": reverse("me:kept_card"),
        "files": [static("css/app.css")],
        "ends": [reverse("me:log_out"), reverse("me:login")],
    }
    text = render_to_string("loyalty/me/card/sw.js", {"addresses": json.dumps(addresses)})
    reply = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    reply["Cache-Control"] = "no-cache"
    return reply
