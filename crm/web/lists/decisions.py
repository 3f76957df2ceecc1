"""Approving and rejecting requests of staff: one or many, each in its own transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bson import ObjectId
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.web import errors
from crm.web.forms.reasons import LONGEST_REASON, posted_reason
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.selection import NothingDone, TickedRow, selected
from crm.web.next_url import next_url
from crm.web.requests import WebRequest

# What waits for a decision: a reservation, a claim.
Requested = TypeVar("Requested", bound=Model)
# A row of the list as it is now.
RowText = Callable[[], str]


@dataclass(frozen=True)
class DecisionVerbs(Generic[Requested]):
    """What is decided about: `approve(pk, by=)` and `reject(pk, by=, reason=)` of a model."""

    model: type[Requested]
    approve: Callable[..., Requested]
    reject: Callable[..., Requested]
    # What each exception of the two says to the person.
    refusals: Mapping[type[Exception], str | Promise]
    # What a row is called, and one that is gone.
    label: Callable[[Requested], str]
    nameless: str | Promise

    def carry_out(self, verb: Callable[..., Requested], pk: ObjectId, **facts: Any) -> Requested:
        """What `verb` returns. Raises RefusedRow in words for people."""
        try:
            return verb(pk, **facts)
        except tuple(self.refusals) as refused:
            raise RefusedRow(str(self.refusals[type(refused)])) from refused


def decide_selected(
    request: HttpRequest, decisions: DecisionVerbs[Requested], matching: QuerySet[Requested]
) -> Outcomes:
    """Approve or reject the selected rows as the posted `action` says. Raises NothingDone."""
    by, action = request.user, request.POST.get("action")
    if action == "approve":
        verb = partial(_decided, decisions, decisions.approve, _("approved"), by=by)
    elif action == "reject":
        reason = required_reason(request)
        verb = partial(_decided, decisions, decisions.reject, _("rejected"), by=by, reason=reason)
    else:
        raise NothingDone(_("Nothing was done: choose what to do."), 422)
    visible = decisions.model._default_manager.all()
    chosen = selected(request, visible=visible, matching=matching)
    return one_by_one(chosen, verb, partial(_label_and_address, decisions))


def approve_one(
    request: WebRequest, decisions: DecisionVerbs, pk: ObjectId, row: RowText, then: str
) -> HttpResponse:
    """Approve, and answer with the row as it is now; a plain form goes back to the list `then`.

    404 for none; 409 with the row where it was refused.
    """
    return _decide_one(request, decisions, decisions.approve, pk, _("Approved: %s."), row, then)


def reject_one(
    request: WebRequest, decisions: DecisionVerbs, pk: ObjectId, row: RowText, then: str
) -> HttpResponse:
    """Reject for the posted reason, and answer likewise; 422 without one."""
    get_object_or_404(decisions.model, pk=pk)
    try:
        reason = required_reason(request)
    except NothingDone as missing:
        return errors.unprocessable(request, missing.text)
    message, verb = _("Rejected: %s."), partial(decisions.reject, reason=reason)
    return _decide_one(request, decisions, verb, pk, message, row, then)


def required_reason(request: HttpRequest) -> str:
    """The reason in the posted form. Raises NothingDone without one that fits."""
    reason = posted_reason(request)
    if not reason:
        text = _("Say why it is rejected (up to %d characters).") % LONGEST_REASON
        raise NothingDone(text, 422)
    return reason


def customer_for_staff(customer: str, staff: str) -> str:
    """The label of a request of `staff` about a customer."""
    return _("%(customer)s for %(staff)s") % {"customer": customer, "staff": staff}


def _decide_one(
    request: WebRequest,
    decisions: DecisionVerbs,
    verb: Callable[..., Model],
    pk: ObjectId,
    message: str,
    row: RowText,
    then: str,
) -> HttpResponse:
    requested = get_object_or_404(decisions.model, pk=pk)
    try:
        decisions.carry_out(verb, requested.pk, by=request.user)
    except RefusedRow as refused:
        return errors.outdated_row(request, str(refused), row())
    messages.success(request, message % decisions.label(requested))
    return HttpResponse(row()) if request.htmx else redirect(next_url(request, then))


def _decided(
    decisions: DecisionVerbs[Requested],
    verb: Callable[..., Requested],
    done: str,
    ticked: TickedRow[Requested],
    **facts: Any,
) -> str:
    if ticked.row is None:
        raise RefusedRow(_("It does not exist any more."))
    decisions.carry_out(verb, ticked.row.pk, **facts)
    return done


def _label_and_address(
    decisions: DecisionVerbs[Requested], ticked: TickedRow[Requested]
) -> tuple[str, str]:
    return decisions.label(ticked.row) if ticked.row else str(decisions.nameless), ""
