"""The approval queue: deposits that wait because a colleague holds the customer."""

from dataclasses import replace
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.lists.outcomes import Outcome, Outcomes
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.reasons import LONGEST_REASON, posted_reason
from crm.web.templatetags import formats
from crm.web.versions import posted_version, read_version
from omset.ledger import approval, entries
from omset.ledger.evidence import evidence_for
from omset.models import OmsetRecord
from omset.views.records import CHANGED, visible_record

TEMPLATE = "omset/pending.html"
# The list with all around it, and the rows that are added when few are left.
QUEUE, ROWS = "queue", "queue-rows"
MOST_AT_ONCE = 200
QUEUE_SIZE = 25


class Refused(Exception):
    """Why a decision was not taken, for people to read."""


class Decided(Refused):
    """Somebody was faster: the deposit does not wait any more."""


@require_safe
@admins("pending")
def pending(request: Request) -> HttpResponse:
    """What waits, newest first, with the evidence on both sides."""
    return _queue(request)


@require_POST
@admins("pending")
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a waiting deposit count."""
    return _decided(request, pk, approval.approve, _("Approved: %s."))


@require_POST
@admins("pending")
def decline(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse a waiting deposit, with the reason that its owner will read."""
    reason = posted_reason(request)
    if not reason:
        return _no_reason(request)
    return _decided(request, pk, approval.decline, _("Declined: %s."), reason=reason)


@require_POST
@admins("pending")
def bulk_approve(request: Request) -> HttpResponse:
    """Approve the ticked deposits one by one, and say what became of each."""
    chosen = request.POST.getlist("records")
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        return _wrong_number(request)
    return _queue(request, _decide_all(request.user, chosen, approval.approve))


@require_POST
@admins("pending")
def bulk_decline(request: Request) -> HttpResponse:
    """Refuse the ticked deposits for one reason, which is asked for as long as it is not said."""
    chosen = request.POST.getlist("records")
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        return _wrong_number(request)
    if "reason" not in request.POST:
        context = {"chosen": chosen}
        return render_page(request, "omset/decline_many.html", context, part="decline-selected")
    reason = posted_reason(request)
    if not reason:
        return _no_reason(request)
    return _queue(request, _decide_all(request.user, chosen, approval.decline, reason=reason))


def _decided(request: Request, pk: ObjectId, verb: str, said: str, **more: Any):
    try:
        found = _decide(verb, pk, request.user, posted_version(request), **more)
    except Decided as decided:
        visible_record(request, pk)
        return errors.outdated_row(request, str(decided))
    except Refused as refused:
        return errors.conflict(request, str(refused))
    messages.success(request, said % found.customer_id)
    return _next(request)


def _queue(request: Request, outcomes=None):
    """The deposits that wait; above them what became of those that were decided together."""
    page = page_of(
        OmsetRecord.objects.pending(),
        request.GET.get("page", ""),
        by=("date", "id"),
        size=QUEUE_SIZE,
    )
    evidence = evidence_for(page.rows)
    for record in page.rows:
        record.evidence = evidence.get(record.pk)
    if request.htmx.target == ROWS:
        # Added below what is on the page: the way back from there is not known here.
        page = replace(page, previous="")
    elif request.method == "POST" and not request.htmx:
        # This page's own address shows no list: the next one is a new look at the queue.
        page = replace(page, previous="", next="")
    context = {"page": page, "outcomes": outcomes}
    return render_page(request, TEMPLATE, context, part=(QUEUE, ROWS))


def _decide_all(user: User, chosen: list[str], verb: str, **more: Any) -> Outcomes:
    return Outcomes(_outcome(user, item, verb, more) for item in chosen)


def _outcome(user: User, item: str, verb: str, more: dict) -> Outcome:
    """Decide about `id:version`."""
    pk, _colon, version = item.partition(":")
    try:
        found = OmsetRecord.objects.filter(pk=ObjectId(pk)).first()
    except InvalidId:
        found = None
    if found is None:
        return Outcome(_("A deposit"), False, _("It does not exist any more."))
    label = f"{found.customer_id}, {formats.day(found.date)}, {formats.rupiah(found.total)}"
    try:
        decided = _decide(verb, found.pk, user, read_version(version), **more)
    except Refused as refused:
        return Outcome(label, False, str(refused), found.get_absolute_url())
    return Outcome(label, True, _what_it_is_now(decided), found.get_absolute_url())


def _what_it_is_now(record: OmsetRecord) -> str:
    return _("approved, %s") % record.kind if record.is_counted else _("declined")


def _decide(verb: str, pk: ObjectId, user: User, version, **more: Any) -> OmsetRecord:
    """Run a decision. Raises Refused, Decided."""
    try:
        return verb(pk, by=user, version=version, **more)
    except approval.NotPending as late:
        raise Decided(_already_decided(pk)) from late
    except approval.OwnRecord:
        said = _("Nobody decides about their own deposit: ask another admin.")
    except entries.StaleVersion:
        said = str(CHANGED)
    raise Refused(said)


def _already_decided(pk: ObjectId) -> str:
    """Why a deposit does not wait any more: who was faster, and what they decided."""
    found = OmsetRecord.objects.filter(pk=pk).first()
    if found is None or found.is_deleted:
        return _("This deposit is deleted: there is nothing to decide any more.")
    words = {"customer": found.customer_id, "by": found.decided_by_name}
    if not found.decided_by_name:
        return _("The deposit of %(customer)s does not wait any more.") % words
    if found.is_counted:
        return _("%(by)s has already approved the deposit of %(customer)s.") % words
    return _("%(by)s has already declined the deposit of %(customer)s.") % words


def _no_reason(request: Request):
    return errors.unprocessable(
        request, _("Say why it is declined (up to %d characters).") % LONGEST_REASON
    )


def _wrong_number(request: Request):
    return errors.unprocessable(request, _("Choose between 1 and %d deposits.") % MOST_AT_ONCE)


def _next(request: Request):
    """The row leaves the open queue; a plain form goes back to it."""
    return HttpResponse() if request.htmx else redirect("omset:pending")
