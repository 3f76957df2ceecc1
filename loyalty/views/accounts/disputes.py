"""Disputes about cards: both sides, and the decision (LS-6)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from loyalty.accounts import disputes as verbs
from loyalty.accounts.contacts import masked_contact
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.errors import MemberRefused
from loyalty.members.own import is_own
from loyalty.members.page.member import page_of_member
from loyalty.models import CardDispute, DisputeState, MemberAccount
from loyalty.views.accounts.account import show_link

PAGE = "disputes"
# By which whoever has bought with the card is told from whoever has found it.
LAST_PURCHASES = 3


@require_safe
@admins(PAGE)
def disputes(request: Request) -> HttpResponse:
    """Those that wait, or all, the newest first."""
    is_all = request.GET.get("state") == "all"
    rows = CardDispute.objects.select_related("member", "programme")
    rows = rows if is_all else rows.filter(state=DisputeState.OPEN)
    page = page_of(rows, request.GET.get("page", ""), by=("at", "id"))
    return render(request, "loyalty/accounts/disputes.html", {"page": page, "is_all": is_all})


@require_safe
@admins(PAGE)
def dispute(request: Request, pk: ObjectId) -> HttpResponse:
    """Who has the card since when, who says it is hers."""
    return _page(request, _opened(pk))


@require_POST
@admins(PAGE)
@limited(WRITES)
def questions(request: Request, pk: ObjectId) -> HttpResponse:
    """The same with what to ask for, for who decides: that it was looked at is noted (1.5)."""
    opened = _opened(pk)
    if not _may_decide(request, opened):
        raise PermissionDenied
    verbs.note_questions(opened.member, by=request.user)
    purchases = page_of_member(opened.member, timezone.localdate()).activity
    return _page(request, opened, purchases=purchases.newest(LAST_PURCHASES))


@require_POST
@admins(PAGE)
@asks_again()
@limited(WRITES)
def hand_over(request: Request, pk: ObjectId) -> HttpResponse:
    """End the account of whoever took the card; the link for the other is shown once."""
    opened = get_object_or_404(CardDispute.objects.select_related("member"), pk=pk)
    try:
        token = verbs.hand_over(pk, by=request.user, reason=posted_reason(request))
    except verbs.AlreadyDecided:
        return _decided(request)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    return show_link(request, opened.member, token, contact=opened.contact)


@require_POST
@admins(PAGE)
@limited(WRITES)
def refuse(request: Request, pk: ObjectId) -> HttpResponse:
    """Leave the card with who has it."""
    get_object_or_404(CardDispute, pk=pk)
    try:
        verbs.refuse(pk, by=request.user, reason=posted_reason(request))
    except verbs.AlreadyDecided:
        return _decided(request)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, _("The dispute is refused."))
    return redirect("loyalty:disputes")


def _opened(pk: ObjectId) -> CardDispute:
    opened = get_object_or_404(CardDispute.objects.select_related("member", "programme"), pk=pk)
    # Of one and the same programme.
    opened.member.programme = opened.programme
    return opened


def _may_decide(request: Request, opened: CardDispute) -> bool:
    return opened.state == DisputeState.OPEN and not is_own(request.user, opened.member)


def _page(request: Request, opened: CardDispute, **more: Any) -> HttpResponse:
    held = account_of(opened.member_id)
    context = {
        "dispute": opened,
        "member": opened.member,
        "account": held,
        "contacts": _contacts_of(held) if held else [],
        "may_decide": _may_decide(request, opened),
    }
    return render(request, "loyalty/accounts/dispute.html", context | more)


def _contacts_of(account: MemberAccount) -> list[tuple[str, bool]]:
    """Each contact masked, and whether it is confirmed."""
    pairs = [
        (account.email, account.email_confirmed_at),
        (account.phone, account.phone_confirmed_at),
    ]
    return [(masked_contact(contact), bool(at)) for contact, at in pairs if contact]


def _decided(request: Request) -> HttpResponse:
    return errors.conflict(request, _("Somebody else has decided this dispute meanwhile."))
