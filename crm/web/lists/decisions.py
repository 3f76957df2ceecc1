"""Deciding about what staff ask for: one or many, each in its own transaction.

What is asked for has a `customer_id` and a `staff_name`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bson import ObjectId
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm.web.forms.reasons import LONGEST_REASON, posted_reason
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.selection import NothingDone, Ticked, selected


@dataclass(frozen=True)
class DecisionVerbs:
    """What is decided about: `approve(pk, by=)` and `reject(pk, by=, reason=)` of a model."""

    model: type[Model]
    approve: Callable[..., Model]
    reject: Callable[..., Model]
    # What each exception of the two says to the person.
    refusals: Mapping[type[Exception], str]
    # What a row is called that is gone.
    nameless: str

    def carry_out(self, verb: Callable[..., Model], pk: ObjectId, **facts: Any) -> Model:
        """What `verb` returns. Raises Refused in words for people."""
        try:
            return verb(pk, **facts)
        except tuple(self.refusals) as refused:
            raise RefusedRow(str(self.refusals[type(refused)])) from refused


def decide_selected(request: HttpRequest, decisions: DecisionVerbs, matching: QuerySet) -> Outcomes:
    """Approve or reject the selected rows as the posted `action` says. Raises NothingDone."""
    action = request.POST.get("action")
    if action not in ("approve", "reject"):
        raise NothingDone(_("Nothing was done: choose what to do."), 422)
    reason = {} if action == "approve" else {"reason": required_reason(request)}
    chosen = selected(request, visible=decisions.model.objects.all(), matching=matching)
    verb = partial(_decided, decisions, action, by=request.user, **reason)
    return one_by_one(chosen, verb, partial(_named, decisions))


def required_reason(request: HttpRequest) -> str:
    """The reason in the posted form. Raises NothingDone without one that fits."""
    reason = posted_reason(request)
    if not reason:
        text = _("Say why it is rejected (up to %d characters).") % LONGEST_REASON
        raise NothingDone(text, 422)
    return reason


def _decided(decisions: DecisionVerbs, action: str, ticked: Ticked, **facts: Any) -> str:
    if ticked.row is None:
        raise RefusedRow(_("It does not exist any more."))
    decisions.carry_out(getattr(decisions, action), ticked.row.pk, **facts)
    return _("approved") if action == "approve" else _("rejected")


def _named(decisions: DecisionVerbs, ticked: Ticked) -> tuple[str, str]:
    if ticked.row is None:
        return str(decisions.nameless), ""
    words = {"customer": ticked.row.customer_id, "staff": ticked.row.staff_name}
    return _("%(customer)s for %(staff)s") % words, ""
