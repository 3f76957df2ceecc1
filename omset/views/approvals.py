"""The approval queue: deposits that wait because a colleague holds the customer."""

from bson import ObjectId
from bson.errors import InvalidId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.web import errors
from crm.web.paging import page_of
from crm.web.partials import render_page
from omset import approval, ledger
from omset.evidence import evidence_for
from omset.models import OmsetRecord
from omset.views.records import CHANGED, posted_version, read_version, visible_record

TEMPLATE = "omset/pending.html"
MOST_AT_ONCE = 200
QUEUE_SIZE = 25


@require_safe
@admins("pending")
def pending(request):
    """What waits, newest first, with the evidence on both sides."""
    cursor = request.GET.get("page", "")
    page = page_of(OmsetRecord.objects.pending(), cursor, by=("date", "id"), size=QUEUE_SIZE)
    evidence = evidence_for(page.rows)
    for record in page.rows:
        record.evidence = evidence.get(record.pk)
    return render_page(request, TEMPLATE, {"page": page}, part="queue")


@require_POST
@admins("pending")
def approve(request, pk):
    """Let a waiting deposit count."""
    found = visible_record(request, pk)
    problem = _decide(approval.approve, found.pk, request.user, posted_version(request))
    if problem:
        return errors.conflict(request, problem)
    messages.success(request, _("Approved: %s.") % found.customer_id)
    return _next(request)


@require_POST
@admins("pending")
def decline(request, pk):
    """Refuse a waiting deposit, with the reason that its owner will read."""
    found = visible_record(request, pk)
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > 500:
        return errors.unprocessable(request, _("Say why it is declined (up to 500 characters)."))
    problem = _decide(
        approval.decline, found.pk, request.user, posted_version(request), reason=reason
    )
    if problem:
        return errors.conflict(request, problem)
    messages.success(request, _("Declined: %s.") % found.customer_id)
    return _next(request)


@require_POST
@admins("pending")
def bulk_approve(request):
    """Approve the ticked deposits one by one, and say what became of each."""
    chosen = request.POST.getlist("records")
    if not chosen or len(chosen) > MOST_AT_ONCE:
        return errors.unprocessable(request, _("Choose between 1 and %d deposits.") % MOST_AT_ONCE)
    outcomes = [_approve_chosen(request.user, item) for item in chosen]
    approved = outcomes.count(None)
    if approved:
        text = ngettext("%d deposit approved.", "%d deposits approved.", approved)
        messages.success(request, text % approved)
    for problem in filter(None, outcomes):
        messages.error(request, problem)
    return redirect("omset:pending")


def _approve_chosen(user, item: str) -> str | None:
    """Approve `id:version`; what went wrong, or None."""
    pk, _colon, version = item.partition(":")
    try:
        found = OmsetRecord.objects.filter(pk=ObjectId(pk)).first()
    except InvalidId:
        found = None
    if found is None:
        return _("One of the deposits does not exist any more.")
    problem = _decide(approval.approve, found.pk, user, read_version(version))
    return problem and f"{found.customer_id}: {problem}"


def _decide(verb, pk, user, version, **more) -> str | None:
    """Run a decision; the sentence that says why it was refused, or None."""
    try:
        verb(pk, by=user, version=version, **more)
    except approval.NotPending:
        return _("It does not wait any more: somebody else has decided.")
    except approval.OwnRecord:
        return _("Nobody decides about their own deposit: ask another admin.")
    except ledger.StaleVersion:
        return str(CHANGED)
    return None


def _next(request):
    """The row leaves the open queue; a plain form goes back to it."""
    return HttpResponse() if request.htmx else redirect("omset:pending")
