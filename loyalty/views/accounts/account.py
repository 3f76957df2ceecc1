"""The account of one member: what she is reached by, and what is handed to her at the counter."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.limits import WRITES, limited
from loyalty.accounts.contacts import confirm_contact, held_contact, masked_contact
from loyalty.accounts.digital_cards import (
    cards_of_member,
    has_withdrawn_code,
    public_address,
    qr_code,
    renew_token,
    withdraw_token,
)
from loyalty.accounts.join_links import brought_by
from loyalty.accounts.one_time_links import new_link
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.errors import MemberRefused
from loyalty.members.own import is_own
from loyalty.models import ContactSort, LinkPurpose, Member, MemberAccount

PAGE = "loyalty"


@require_safe
@admins(PAGE)
def account(request: Request, pk: ObjectId) -> HttpResponse:
    """Whether she has an account, her contacts masked, and what can be done about it."""
    member = _member(pk)
    held = account_of(pk)
    context: dict[str, Any] = {
        "member": member,
        "account": held,
        "contacts": _contacts_of(held) if held else [],
        "cards": cards_of_member(pk),
        "has_withdrawn_code": has_withdrawn_code(member),
        "brought_by": brought_by(member),
        "is_own": is_own(request.user, member),
    }
    return render(request, "loyalty/accounts/account.html", context)


@require_POST
@admins(PAGE)
@asks_again()
@limited(WRITES)
def hand_over_link(request: Request, pk: ObjectId) -> HttpResponse:
    """A link to choose a password, shown once as address and QR code (LS-8)."""
    member = _member(pk)
    try:
        token = new_link(member, LinkPurpose.PASSWORD, by=request.user)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    return show_link(request, member, token)


@require_POST
@admins(PAGE)
@limited(WRITES)
def confirm(request: Request, pk: ObjectId) -> HttpResponse:
    """Confirm a contact of who stands at the counter (LS-8); 409 if it is another meanwhile."""
    sort = request.POST.get("sort", "")
    held = account_of(pk)
    contact = held_contact(held, ContactSort(sort)) if held and sort in ContactSort.values else None
    if contact is None or contact.key != request.POST.get("key"):
        return errors.conflict(request, _("The contact is another one meanwhile."))
    try:
        confirm_contact(pk, contact, by=request.user)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, _("The contact is confirmed."))
    return redirect("loyalty:account", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def renew_card(request: Request, pk: ObjectId) -> HttpResponse:
    """A new code for a digital card that was lost (LM-11)."""
    text = _("The card has a new code. The one before opens nothing.")
    return _about_code(request, pk, renew_token, text)


@require_POST
@admins(PAGE)
@limited(WRITES)
def withdraw_card(request: Request, pk: ObjectId) -> HttpResponse:
    """No code at all, until she or an admin makes one (LM-11)."""
    text = _("The code is withdrawn: it opens nothing any more.")
    return _about_code(request, pk, withdraw_token, text)


def show_link(request: Request, member: Member, token: str, *, contact: str = "") -> HttpResponse:
    """The page with a secret address, and to whom it goes where that is said; nothing keeps it."""
    address = public_address(request, "me:choose_password", token)
    context = {"member": member, "address": address, "qr": qr_code(address), "contact": contact}
    return render(request, "loyalty/accounts/link.html", context)


def _about_code(
    request: Request, pk: ObjectId, verb: Callable[..., None], text: str
) -> HttpResponse:
    try:
        verb(_member(pk), by=request.user)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, text)
    return redirect("loyalty:account", pk)


def _member(pk: ObjectId) -> Member:
    return get_object_or_404(Member.objects.select_related("programme"), pk=pk)


def _contacts_of(account: MemberAccount) -> list[dict[str, Any]]:
    """Each contact of an account, masked, with what confirms exactly it."""
    held = [(sort, held_contact(account, sort)) for sort in ContactSort]
    return [
        {
            "sort": sort,
            "masked": masked_contact(contact.typed),
            "key": contact.key,
            "confirmed_at": getattr(account, f"{sort.value}_confirmed_at"),
        }
        for sort, contact in held
        if contact
    ]
