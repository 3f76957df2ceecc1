"""Deciding about claims: one, or many, each in its own transaction (BC-4)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bonuses import checks
from bonuses.models import CustomerCheck
from crm.staff.access import admins
from crm.web import errors
from crm.web.outcomes import Outcomes, Refused, one_by_one
from crm.web.selection import NothingDone, Ticked, selected
from crm.web.way_back import way_back

PAGE = "checks"
ROW = "bonuses/check_row.html"
LONGEST_REASON = 200
DECIDED = gettext_lazy("This claim does not wait any more: it was decided or withdrawn.")
OWN = gettext_lazy("Nobody approves their own claim: ask another admin.")


@require_POST
@admins(PAGE)
def approve(request, pk):
    """Grant a claim."""
    return _one(request, pk, checks.approve, _("Approved: %s."))


@require_POST
@admins(PAGE)
def reject(request, pk):
    """Refuse a claim, with the reason that its owner will read."""
    reason = request.POST.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        return errors.unprocessable(request, _no_reason())
    return _one(request, pk, checks.reject, _("Rejected: %s."), reason=reason)


def decide(request, matching) -> Outcomes:
    """Approve or reject the selected claims as the posted `action` says. Raises NothingDone."""
    verb = VERBS.get(request.POST.get("action"))
    if verb is None:
        raise NothingDone(_("Nothing was done: choose what to do."), 422)
    reason = request.POST.get("reason", "").strip()
    if verb is _reject and not 0 < len(reason) <= LONGEST_REASON:
        raise NothingDone(_no_reason(), 422)
    chosen = selected(request, visible=CustomerCheck.objects.all(), matching=matching)
    return one_by_one(chosen, lambda ticked: _decided(ticked, verb, request.user, reason), _named)


def _one(request, pk, verb, said: str, **reason):
    found = get_object_or_404(CustomerCheck, pk=pk)
    try:
        check = verb(found.pk, by=request.user, **reason)
    except checks.NotWaiting:
        row = render_to_string(ROW, {"check": found}, request)
        return errors.outdated_row(request, str(DECIDED), row)
    except checks.OwnClaim:
        return errors.conflict(request, str(OWN))
    messages.success(request, said % check.customer_id)
    if request.htmx:
        return render(request, ROW, {"check": check})
    return redirect(way_back(request, "bonuses:checks"))


def _approve(pk, user, _reason) -> str:
    checks.approve(pk, by=user)
    return _("approved")


def _reject(pk, user, reason) -> str:
    checks.reject(pk, by=user, reason=reason)
    return _("rejected")


VERBS = {"approve": _approve, "reject": _reject}


def _decided(ticked: Ticked, verb, user, reason: str) -> str:
    if ticked.row is None:
        raise Refused(_("It does not exist any more."))
    try:
        return verb(ticked.row.pk, user, reason)
    except checks.NotWaiting as decided:
        raise Refused(str(DECIDED)) from decided
    except checks.OwnClaim as own:
        raise Refused(str(OWN)) from own


def _named(ticked: Ticked) -> tuple[str, str]:
    if ticked.row is None:
        return _("A claim"), ""
    words = {"customer": ticked.row.customer_id, "staff": ticked.row.staff_name}
    return _("%(customer)s for %(staff)s") % words, ""


def _no_reason() -> str:
    return _("Say why it is rejected (up to %d characters).") % LONGEST_REASON
