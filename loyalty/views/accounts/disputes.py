"""Disputes about cards: both sides, and the decision (LS-6)."""

from bson import ObjectId
from django.contrib import messages
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
    """Who has the card since when, who says it is hers, and what to ask for."""
    opened = get_object_or_404(CardDispute.objects.select_related("member", "programme"), pk=pk)
    held, member = account_of(opened.member_id), opened.member
    # Of one and the same programme.
    member.programme = opened.programme
    context = {
        "dispute": opened,
        "member": member,
        "account": held,
        "contacts": _contacts_of(held) if held else [],
        "purchases": page_of_member(member, timezone.localdate()).activity.newest(LAST_PURCHASES),
    }
    return render(request, "loyalty/accounts/dispute.html", context)


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


def _contacts_of(account: MemberAccount) -> list[tuple[str, bool]]:
    """Each contact masked, and whether it is confirmed."""
    pairs = [
        (account.email, account.email_confirmed_at),
        (account.phone, account.phone_confirmed_at),
    ]
    return [(masked_contact(contact), bool(at)) for contact, at in pairs if contact]


def _decided(request: Request) -> HttpResponse:
    return errors.conflict(request, _("Somebody else has decided this dispute meanwhile."))
