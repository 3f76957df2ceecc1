"""Rewards as admins write them: the list, one in a form, retiring it (LR-1 to LR-5)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.models import Programme, Reward
from loyalty.programmes.reads import terms_on
from loyalty.rewards import catalogue as verbs
from loyalty.rewards.errors import FaultyReward, StaleReward
from loyalty.rewards.forms import RewardForm, initial_of
from loyalty.rewards.lists import listed, listed_rewards
from loyalty.rewards.stock import taken_of
from loyalty.views.choice import programme_choice

PAGE = "loyalty_rewards"
LIST = "loyalty:rewards"
RETIRED = "retired"


@require_safe
@admins(PAGE)
def rewards(request: Request) -> HttpResponse:
    """The catalogue of a programme in the order that members see; or what was retired."""
    choice = programme_choice(request)
    is_retired = request.GET.get("state") == RETIRED
    context: dict[str, Any] = {
        "choice": choice,
        "programme": choice.chosen,
        "is_retired": is_retired,
    }
    if choice.chosen:
        today = timezone.localdate()
        context["rows"] = listed_rewards(choice.chosen, today, is_retired=is_retired)
    return render_page(request, "loyalty/rewards/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Add a reward to the chosen programme."""
    choice = programme_choice(request)
    if choice.chosen is None:
        return redirect(LIST)
    form = RewardForm(request.POST or None, tiers=_tiers(choice.chosen))
    context = {"choice": choice, "programme": choice.chosen, "form": form}
    if form.is_valid():
        try:
            reward = verbs.create(choice.chosen, form.facts(), by=request.user)
        except FaultyReward as faulty:
            form.add_faults(faulty.faults)
        else:
            messages.success(request, _("The reward %s is there now.") % reward)
            return redirect("loyalty:reward", reward.pk)
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/rewards/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def reward(request: Request, pk: ObjectId) -> HttpResponse:
    """One reward; a POST edits it, and of two editors the second sees what is stored (409)."""
    opened = get_object_or_404(Reward.objects.select_related("programme"), pk=pk)
    tiers = _tiers(opened.programme, opened.tier)
    if request.method != "POST":
        return _page(request, opened, RewardForm(initial=initial_of(opened), tiers=tiers))
    form = RewardForm(request.POST, tiers=tiers)
    if not form.is_valid():
        return _page(request, opened, form, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        verbs.edit(pk, form.facts(), by=request.user, version=version)
    except FaultyReward as faulty:
        form.add_faults(faulty.faults)
        return _page(request, opened, form, status=422)
    except StaleReward as stale:
        return _stale_page(request, form, stale.stored)
    messages.success(request, _("Saved. Redemptions keep what they were asked for by."))
    return redirect("loyalty:reward", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def retire(request: Request, pk: ObjectId) -> HttpResponse:
    """Offer a reward no more, or again; what was asked for stays (LR-4)."""
    opened = get_object_or_404(Reward, pk=pk)
    if request.POST.get("offer") == "again":
        verbs.offer_again(opened.pk, by=request.user)
        messages.success(request, _("The reward is offered again."))
    else:
        verbs.retire(opened.pk, by=request.user)
        messages.success(request, _("The reward is retired. What was asked for can be decided."))
    return redirect("loyalty:reward", pk)


def _tiers(programme: Programme, held: str = "") -> list[str]:
    """The names that can be chosen: the tiers of today, and the one that the reward has."""
    terms = terms_on(programme, timezone.localdate())
    names = [tier.name for tier in terms.tiers] if terms else []
    return list(dict.fromkeys([*names, *filter(None, [held])]))


def _stale_page(request: Request, form: RewardForm, stored: Reward) -> HttpResponse:
    """Both values are shown; who saves again does so over what is stored now."""
    typed = form.facts()
    differing = [
        (form.fields[name].label, getattr(stored, name), getattr(typed, name))
        for name in verbs.FACTS
        if getattr(stored, name) != getattr(typed, name)
    ]
    data = request.POST.copy()
    data["version"] = str(stored.version)
    form.data = data
    return _page(request, stored, form, status=409, differing=differing)


def _page(
    request: Request, opened: Reward, form: RewardForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    taken = taken_of([opened])[opened.pk]
    context = {
        "reward": opened,
        "programme": opened.programme,
        "row": listed(opened, taken, timezone.localdate()),
        "form": form,
    }
    return render_page(request, "loyalty/rewards/reward.html", context | more, status=status)
