"""Deciding about claims: one, or many, each in its own transaction (BC-4)."""

from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from crm.staff.access import admins
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.requests import Request
from crm.web import errors
from crm.web.lists.decisions import DecisionVerbs, customer_for_staff, required_reason
from crm.web.lists.outcomes import RefusedRow
from crm.web.lists.selection import NothingDone
from crm.web.next_url import next_url

PAGE = "checks"
ROW = "bonuses/check_row.html"
CLAIMS = DecisionVerbs(
    model=CustomerCheck,
    approve=checks.approve,
    reject=checks.reject,
    refusals={
        checks.NotWaiting: gettext_lazy(
            "This claim does not wait any more: it was decided or withdrawn."
        ),
        checks.OwnClaim: gettext_lazy("Nobody approves their own claim: ask another admin."),
    },
    label=lambda claim: customer_for_staff(claim.customer_id, claim.staff_name),
    nameless=gettext_lazy("A claim"),
)


@require_POST
@admins(PAGE)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Grant a claim."""
    return _decide_one(request, pk, checks.approve, _("Approved: %s."))


@require_POST
@admins(PAGE)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse a claim, with the reason that its owner will read."""
    try:
        reason = required_reason(request)
    except NothingDone as missing:
        return errors.unprocessable(request, missing.text)
    return _decide_one(request, pk, checks.reject, _("Rejected: %s."), reason=reason)


def _decide_one(
    request: Request, pk: ObjectId, verb: Callable, message: str, **reason: str
) -> HttpResponse:
    claim = get_object_or_404(CustomerCheck, pk=pk)
    try:
        check = CLAIMS.carry_out(verb, claim.pk, by=request.user, **reason)
    except RefusedRow as refused:
        row = render_to_string(ROW, {"check": claim, "names": names_of_everybody()}, request)
        return errors.outdated_row(request, str(refused), row)
    messages.success(request, message % check.customer_id)
    if request.htmx:
        return render(request, ROW, {"check": check, "names": names_of_everybody()})
    return redirect(next_url(request, "bonuses:checks"))
