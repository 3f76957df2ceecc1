"""What a member gets for her points: offers, what she has asked for, its code (LR-5 to LR-10)."""

from typing import Any, NamedTuple
from uuid import uuid4

from bson import ObjectId
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.mongo.unions import read_union
from crm.web.lists.paging import page_of
from loyalty.accounts.access import MemberRequest, members, writes_seldom
from loyalty.accounts.digital_cards import public_address, qr_code
from loyalty.accounts.ending import while_hers
from loyalty.models import Redemption, Reward
from loyalty.models.rewards import LONGEST_KEY
from loyalty.points.reads import (
    PointsNow,
    head_part,
    is_recounting_in,
    points_in,
    recounting_parts,
)
from loyalty.programmes.words import point_word
from loyalty.rewards.errors import AlreadyDecided, RewardNotGiven
from loyalty.rewards.offer_facts import offer_facts, offer_parts
from loyalty.rewards.offers import Asker, Offer, goal_of, offers_to
from loyalty.rewards.redemptions.reads import redemptions_of, uses_of
from loyalty.rewards.redemptions.requesting import ask_for, take_back
from loyalty.rewards.words import refusal_text
from loyalty.rules.rewards.redemptions import RedemptionState, Refusal
from loyalty.rules.rewards.stored_terms import from_stored

SHOWN = 20
# What of the one read is her points.
HEAD = "points"


class ShownOffer(NamedTuple):
    """An offer with the key of the form that asks for it."""

    offer: Offer
    form_key: str


@require_safe
@members
def rewards(request: MemberRequest) -> HttpResponse:
    """Every reward that is offered, with the reason if she cannot have it yet; and hers."""
    return _list(request)


@require_POST
@members
@writes_seldom
def ask(request: MemberRequest, pk: ObjectId) -> HttpResponse:
    """Ask for a reward; the same form twice leads to the same redemption (LR-8)."""
    member = request.signed_in.member
    form_key = request.POST.get("form_key", "")
    if not 0 < len(form_key) <= LONGEST_KEY:
        return _list(request, problem=_("Send the form of this page."), status=422)
    try:
        redemption = ask_for(pk, member.pk, form_key=form_key, seen=request.signed_in.account)
    except Reward.DoesNotExist as error:
        raise Http404 from error
    except RewardNotGiven as refused:
        reason = refusal_text(refused.reason, member.programme)
        return _list(request, problem=reason, refusal=refused.reason, status=422)
    except IntegrityError:
        return _list(request, problem=_("This form was sent already."), status=409)
    messages.success(request, _said_of(redemption))
    return redirect("me:redemption", redemption.pk)


@require_safe
@members
def redemption(request: MemberRequest, pk: ObjectId) -> HttpResponse:
    """One that she has asked for; approved, its code and how to use it."""
    opened = _own(request, pk)
    _mark_seen([opened])
    has_ended = opened.has_ended(timezone.localdate())
    is_open = opened.state == RedemptionState.APPROVED and not has_ended
    context = {
        "redemption": opened,
        "kept": from_stored(opened.terms),
        "uses": uses_of(opened),
        "has_ended": has_ended,
        "qr": qr_code(public_address(request, "loyalty:redemption_use", opened.code))
        if is_open
        else None,
    }
    return _page(request, "redemption", context)


@require_POST
@members
@writes_seldom
def cancel(request: MemberRequest, pk: ObjectId) -> HttpResponse:
    """Take back what nobody has decided yet; her points are free again (LR-9)."""
    member = request.signed_in.member
    opened = _own(request, pk)
    try:
        while_hers(request.signed_in.account, lambda: take_back(opened.pk, member))
    except AlreadyDecided:
        messages.info(request, _("It was decided meanwhile."))
        return redirect("me:redemption", pk)
    text = _("Cancelled. You have your %(points)s back.")
    messages.success(request, text % {"points": point_word(member.programme)})
    return redirect("me:rewards")


def _own(request: MemberRequest, pk: ObjectId) -> Redemption:
    opened = redemptions_of(request.signed_in.member).filter(pk=pk).first()
    if opened is None:
        raise Http404
    return opened


def _said_of(redemption: Redemption) -> str:
    if redemption.state == RedemptionState.PENDING:
        return _("Asked for. You are told when it is decided.")
    return _("It is yours. Show the code at the counter.")


def _list(
    request: MemberRequest,
    *,
    problem: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    member, today = request.signed_in.member, timezone.localdate()
    parts = offer_parts(member) | recounting_parts(member.programme)
    rows = read_union(parts | {HEAD: head_part(member.pk)})
    now = points_in(rows[HEAD][0], today) if rows[HEAD] else PointsNow()
    asker = Asker(member, today, now=now, facts=offer_facts(rows))
    page = page_of(
        Redemption.objects.filter(member_id__in=asker.facts.ids),
        request.GET.get("page", ""),
        by=("requested_at", "id"),
        size=SHOWN,
    )
    offers = offers_to(asker)
    context = {
        "offers": [ShownOffer(each, str(uuid4())) for each in offers],
        "points": asker.now,
        "is_recounting": is_recounting_in(rows),
        "goal": goal_of(offers, asker),
        "page": page,
        "problem": problem,
        "confirms": refusal == Refusal.CONTACT,
    }
    response = _page(request, "rewards", context, status=status)
    _mark_seen(page.rows)
    return response


def _mark_seen(shown: list[Redemption]) -> None:
    """She has read what was decided; one command, and none if nothing is new."""
    new = [each.pk for each in shown if each.is_unseen]
    if new:
        Redemption.objects.filter(pk__in=new).update(is_unseen=False)


def _page(
    request: MemberRequest, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    more = {"open": "rewards", "programme": request.signed_in.member.programme}
    return render(request, f"loyalty/me/{page}.html", context | more, status=status)
