"""What members have asked for: the queue, one of them, the decision (LR-7, LR-9, LR-11)."""

from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.lists.tabs import state_tabs
from crm.web.partials import render_page
from loyalty.members.errors import MemberRefused
from loyalty.members.own import is_own
from loyalty.models import Redemption, RejectReason
from loyalty.models.reward_words import STATES
from loyalty.points.movements.spending import current_member
from loyalty.rewards.errors import AlreadyDecided, HasEnded
from loyalty.rewards.forms import RejectForm
from loyalty.rewards.redemptions import deciding
from loyalty.rewards.redemptions.mails import tell_decision
from loyalty.rewards.redemptions.reads import ALL, RedemptionWish, uses_of, wish_in
from loyalty.rules.rewards.redemptions import RedemptionState
from loyalty.rules.rewards.stored_terms import from_stored
from loyalty.views.choice import programme_choice

PAGE = "redemptions"
LIST = "loyalty:redemptions"
DECIDED = gettext_lazy("It does not wait any more: somebody else was faster.")
TOO_LATE = gettext_lazy("Its last day has passed: reject it, and the points come back.")


class Condition(NamedTuple):
    """What a list is narrowed to, beside its state."""

    label: str
    value: object


@require_safe
@admins(PAGE)
def redemptions(request: Request) -> HttpResponse:
    """What waits, the oldest first; or what else the address asks for, the newest first."""
    named = bool(request.GET.get("programme"))
    wish = wish_in(request.GET, programme_choice(request).chosen if named else None)
    rows = wish.rows().select_related("member", "programme")
    order = ("requested_at", "id")
    page = page_of(rows, request.GET.get("page", ""), by=order, is_ascending=wish.is_queue)
    count, conditions = wish.rows().count(), _conditions(wish, page.rows)
    context = {
        "page": page,
        "wish": wish,
        "tabs": _tabs(wish),
        "count": count,
        "waiting": count or "" if wish.is_queue and not conditions else "",
        "conditions": conditions,
    }
    return render_page(request, "loyalty/rewards/redemptions.html", context, part="redemptions")


@require_safe
@admins(PAGE)
def redemption(request: Request, pk: ObjectId) -> HttpResponse:
    """One redemption by the terms of its request, its uses, and what can be decided."""
    return _page(request, _opened(pk), RejectForm())


@require_POST
@admins(PAGE)
@limited(WRITES)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Grant it; the member is told."""
    opened = _opened(pk)
    try:
        decided = deciding.approve(opened.pk, by=request.user)
    except AlreadyDecided:
        return errors.conflict(request, DECIDED)
    except HasEnded:
        return errors.unprocessable(request, TOO_LATE)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    tell_decision(request, decided)
    messages.success(request, _("Approved: %s.") % decided)
    return redirect(LIST)


@require_POST
@admins(PAGE)
@limited(WRITES)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse it with a reason that the member reads; she has her points back."""
    opened, form = _opened(pk), RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, form, status=422)
    reason = RejectReason(form.cleaned_data["reject_reason"])
    note = form.cleaned_data["note"]
    try:
        decided = deciding.reject(opened.pk, by=request.user, reason=reason, note=note)
    except AlreadyDecided:
        return errors.conflict(request, DECIDED)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    tell_decision(request, decided)
    messages.success(request, _("Rejected: %s.") % decided)
    return redirect(LIST)


def _opened(pk: ObjectId) -> Redemption:
    rows = Redemption.objects.select_related("member", "programme", "reward")
    return get_object_or_404(rows, pk=pk)


def _tabs(wish: RedemptionWish) -> list[Any]:
    words = {state.value: str(word) for state, word in STATES.items()} | {ALL: _("All")}
    return state_tabs(words.items(), wish.status)


def _conditions(wish: RedemptionWish, rows: list[Redemption]) -> list[Condition]:
    """What is asked for beside the state, as people say it."""
    title = rows[0].title if rows and wish.reward_id else wish.reward_id
    said = [
        Condition(_("Programme"), wish.programme),
        Condition(_("Reward"), title),
        Condition(_("Loyalty member"), wish.member),
        Condition(_("Category"), wish.category),
        Condition(_("From"), wish.days.first),
        Condition(_("Until"), wish.days.last),
    ]
    return [each for each in said if each.value is not None]


def _page(
    request: Request, opened: Redemption, form: RejectForm, *, status: int = 200
) -> HttpResponse:
    concerned = (opened.member, current_member(opened.member))
    own = is_own(request.user, *concerned)
    is_waiting = opened.state == RedemptionState.PENDING
    context = {
        "redemption": opened,
        "kept": from_stored(opened.terms),
        "uses": uses_of(opened),
        "form": form,
        "is_own": own,
        "may_decide": is_waiting and not own,
    }
    return render_page(request, "loyalty/rewards/redemption.html", context, status=status)
