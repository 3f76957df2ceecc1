"""Comparing the numbers with the ledger from a page, and repairing them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_ratelimit.decorators import ratelimit

from crm.staff.access import admins, master_admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from dashboard.status import integrity
from omset.models.job_runs import Reconciliation
from omset.reconciliation.reconcile import Busy, take_a_turn

TEMPLATE = "dashboard/numbers.html"
# A ledger of a million records takes eight turns.
RATE = "10/m"


@require_POST
@admins("status")
@ratelimit(key="user", rate=RATE)
def check(request: Request) -> HttpResponse:
    """Compare for some seconds; what is left takes further turns. Changes no number."""
    return _turn(request, dry_run=True)


@require_POST
@master_admins("status")
@ratelimit(key="user", rate=RATE)
def repair(request: Request) -> HttpResponse:
    """The same, and put right what differs."""
    return _turn(request, dry_run=False)


def numbers_of(user: User) -> dict:
    """What the panel of the comparisons shows."""
    numbers_integrity, checks = integrity.latest(user)
    newest = checks[0].run if checks else None
    unfinished = newest if newest and not newest.complete else None
    return {"integrity": numbers_integrity, "checks": checks, "unfinished": unfinished}


def _turn(request: Request, *, dry_run: bool) -> HttpResponse:
    go_on = request.POST.get("go_on") == "1"
    try:
        reconciliation = take_a_turn(by=request.user, dry_run=dry_run, go_on=go_on)
    except Busy as busy:
        text = _("%s has the numbers checked at this moment. Try again in a few seconds.")
        return errors.conflict(request, text % busy)
    if reconciliation.complete:
        _announce(request, reconciliation)
    if request.htmx:
        return render(
            request, TEMPLATE, numbers_of(request.user) | {"going": not reconciliation.complete}
        )
    return redirect("dashboard:status")


def _announce(request: Request, reconciliation: Reconciliation) -> None:
    if not reconciliation.drift:
        messages.success(request, _("All numbers agree with the deposits."))
        return
    text = ngettext("%d difference found.", "%d differences found.", reconciliation.drift)
    if reconciliation.repaired:
        text = ngettext("%d difference repaired.", "%d differences repaired.", reconciliation.drift)
    add_message = messages.success if reconciliation.repaired else messages.error
    add_message(request, text % reconciliation.drift)
