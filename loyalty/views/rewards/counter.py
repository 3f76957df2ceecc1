"""The counter: a code is scanned or typed, and one use of its redemption is written (LR-10).

Open to all staff, for any member: first name, tier and that redemption, and nothing else (1.5).
"""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.accounts.digital_cards import first_name
from loyalty.members.errors import MemberRefused
from loyalty.members.page.member import page_of_member
from loyalty.models import Member, Redemption
from loyalty.rewards.counter_forms import CodeForm, UseForm
from loyalty.rewards.errors import HasEnded, NotHersNow, NothingLeft
from loyalty.rewards.redemptions import using
from loyalty.rewards.redemptions.reads import uses_of
from loyalty.rules.rewards.redemptions import RedemptionState
from loyalty.rules.rewards.stored_terms import from_stored

PAGE = "redemption_use"
GONE = gettext_lazy("It was used meanwhile, or is not approved. Look at it again.")
NOT_HERS = gettext_lazy("The member cannot redeem now: an admin knows why.")
ENDED = gettext_lazy("Its last day has passed: it has expired.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def find(request: Request) -> HttpResponse:
    """Asks for a code, and leads on to its redemption."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        found = using.redemption_with(form.cleaned_data["code"])
        if found is not None:
            return redirect("loyalty:redemption_use", found.code)
        form.add_error("code", _("Nobody has this code. Look at each letter again."))
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/rewards/find.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def use(request: Request, code: str) -> HttpResponse:
    """The redemption of a code, which a scan opens; a POST writes one use of it."""
    found = using.redemption_with(code)
    if found is None:
        raise Http404
    member = using.holder_of(found)
    form = UseForm(request.POST or None, programme=member.programme, left=found.uses_left)
    if not form.is_bound or not form.is_valid():
        return _page(request, found, member, form, status=422 if form.is_bound else 200)
    try:
        using.use(found.pk, replace(form.counter(), code=found.code), by=request.user)
    except HasEnded:
        return errors.conflict(request, ENDED)
    except NothingLeft:
        return errors.conflict(request, GONE)
    except NotHersNow:
        return errors.conflict(request, NOT_HERS)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    messages.success(request, _("Used: %s.") % found)
    return redirect("loyalty:redemption_use", found.code)


def _page(
    request: Request, found: Redemption, member: Member, form: forms.Form, *, status: int
) -> HttpResponse:
    today = timezone.localdate()
    progress = page_of_member(member, today).progress
    has_ended, may_redeem = found.has_ended(today), using.may_redeem(member)
    context: dict[str, Any] = {
        "redemption": found,
        "kept": from_stored(found.terms),
        "programme": member.programme,
        "name": first_name(member),
        "tier": progress.tier.name if progress else "",
        "has_ended": has_ended or found.state == RedemptionState.EXPIRED,
        "uses": uses_of(found),
        "may_use": found.state == RedemptionState.APPROVED and not has_ended and may_redeem,
        "why_not": "" if may_redeem else NOT_HERS,
        "form": form,
    }
    return render_page(request, "loyalty/rewards/use.html", context, status=status)
