"""The approval queue: deposits that wait because a colleague holds the customer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import LONGEST_REASON, posted_reason
from crm.web.lists import selection
from crm.web.lists.outcomes import Outcomes, RefusedRow
from crm.web.lists.paging import Page, page_of
from crm.web.partials import render_page
from crm.web.versions import posted_version
from omset.ledger import approval
from omset.ledger.evidence import evidence_for
from omset.models import OmsetRecord
from omset.views import bulk
from omset.views.decisions import AlreadyDecided, decide
from omset.views.offered import offered_decisions, refused_ids
from omset.views.records import visible_record

TEMPLATE, DECLINE_MANY = "omset/pending.html", "omset/decline_many.html"
# The list with all around it, and the rows that are added when few are left.
QUEUE, ROWS = "queue", "queue-rows"
QUEUE_SIZE = 25


@require_safe
@admins("pending")
def pending(request: Request) -> HttpResponse:
    """What waits, newest first, with the evidence on both sides."""
    return _queue(request)


@require_POST
@admins("pending")
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a waiting deposit count."""
    return _decide(request, pk, approval.approve, _("Approved: %s."))


@require_POST
@admins("pending")
def decline(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse a waiting deposit, with the reason that its owner will read."""
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _no_reason())
    return _decide(request, pk, approval.decline, _("Declined: %s."), reason=reason)


@require_POST
@admins("pending")
def bulk_approve(request: Request) -> HttpResponse:
    """Approve the selected deposits one by one, and say what became of each."""
    return _decide_selected(request, lambda: bulk.approve(request, _for_this_admin(request)))


@require_POST
@admins("pending")
def bulk_decline(request: Request) -> HttpResponse:
    """Decline the selected deposits for one reason, which is asked for until it is given."""
    if "reason" not in request.POST:
        return _ask_for_reason(request)
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _no_reason())
    return _decide_selected(
        request, lambda: bulk.decline(request, _for_this_admin(request), reason)
    )


def _decide(
    request: Request, pk: ObjectId, verb: Callable[..., OmsetRecord], message: str, **reason: Any
) -> HttpResponse:
    try:
        record = decide(verb, pk, request.user, posted_version(request), **reason)
    except AlreadyDecided as decided:
        visible_record(request, pk)
        return errors.outdated_row(request, str(decided))
    except RefusedRow as refused:
        return errors.conflict(request, str(refused))
    messages.success(request, message % record.customer_id)
    # The row leaves the open queue; a plain form goes back to it.
    return HttpResponse() if request.htmx else redirect("omset:pending")


def _decide_selected(request: Request, verb: Callable[[], Outcomes]) -> HttpResponse:
    return selection.page_with_outcomes(partial(_queue, request), verb)


def _ask_for_reason(request: Request) -> HttpResponse:
    try:
        count = len(bulk.waiting(request, _for_this_admin(request)))
    except selection.NothingDone as nothing:
        refuse = errors.conflict if nothing.status == 409 else errors.unprocessable
        return refuse(request, nothing.text)
    context = {
        "count": count,
        "all": request.POST.get("all"),
        "chosen": request.POST.getlist(bulk.RECORDS),
    }
    return render_page(request, DECLINE_MANY, context, part="decline-selected")


def _queue(request: Request, status: int = 200, **result: Any) -> HttpResponse:
    """The deposits that wait; above them what became of those that were decided together."""
    context = result | {
        "page": _page(request),
        **selection.choice_of_all(request, _for_this_admin(request)),
    }
    return render_page(request, TEMPLATE, context, part=(QUEUE, ROWS), status=status)


def _for_this_admin(request: Request) -> QuerySet:
    """What waits for a decision that this person may take (OM-7), newest first.

    What they entered or changed last is left out where all of it is chosen: a row that is ticked
    is refused by itself.
    """
    waiting = OmsetRecord.objects.pending().exclude(staff=request.user).order_by("-date", "-id")
    if not selection.asks_for_all(request):
        return waiting
    return waiting.exclude(pk__in=refused_ids(waiting[: selection.MOST_ROWS + 1], request.user))


def _page(request: Request) -> Page:
    page = page_of(
        OmsetRecord.objects.pending(),
        request.GET.get("page", ""),
        by=("date", "id"),
        size=QUEUE_SIZE,
    )
    evidence = evidence_for(page.rows)
    offered = offered_decisions(page.rows, request.user)
    for record in page.rows:
        record.evidence, record.offered = evidence.get(record.pk), offered[record.pk]
    if request.htmx.target == ROWS:
        # Added below what is on the page: the way back from there is not known here.
        return replace(page, previous="")
    if request.method == "POST" and not request.htmx:
        # This page's own address shows no list: the next one is a new look at the queue.
        return replace(page, previous="", next="")
    return page


def _no_reason() -> str:
    return _("Say why it is declined (up to %d characters).") % LONGEST_REASON
