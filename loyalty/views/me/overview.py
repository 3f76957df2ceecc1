"""A member's own pages about what she has bought (LA-2): the figures that staff see, too (LA-1)."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.accounts.access import MemberRequest, members
from loyalty.accounts.digital_cards import first_name
from loyalty.accounts.mails import is_mail_set_up
from loyalty.members.page.member import MemberPage, page_of_member
from loyalty.personal.overview import overview_of
from loyalty.personal.pages import purchases_page, shown_entries
from loyalty.views.me.answers import own_page


@require_safe
@members
def overview(request: MemberRequest) -> HttpResponse:
    """Who she is, her cards, and how she stands."""
    member = request.signed_in.member
    shown = overview_of(member, timezone.localdate())
    context = {
        "name": first_name(member),
        "cards": [card.stored for card in shown.page.cards],
        "overview": shown,
        "page": shown.page,
        "account": request.signed_in.account,
        "has_mail": is_mail_set_up(),
    }
    return own_page(request, "overview", context)


@require_safe
@members
def activity(request: MemberRequest) -> HttpResponse:
    """What she has bought, and each entry of her points with its reason, page by page."""
    member = request.signed_in.member
    page = _page_of(request)
    purchases = page.activity.purchases
    context = {
        "purchases": purchases_page(purchases, request.GET.get("page", "")),
        "total": len(purchases),
        "is_recounting": page.programme.is_recounting,
        "entries": shown_entries(member, request.GET.get("entries", "")),
    }
    return own_page(request, "activity", context)


@require_safe
@members
def analytics(request: MemberRequest) -> HttpResponse:
    """When she buys: by month, weekday and hour (LA-4)."""
    return own_page(request, "analytics", {"activity": _page_of(request).activity})


def _page_of(request: MemberRequest) -> MemberPage:
    return page_of_member(request.signed_in.member, timezone.localdate())
