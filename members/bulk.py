"""Deciding about many requests: each in its own transaction, each with its own outcome."""

from django.utils.translation import gettext as _

from crm.web.outcomes import Outcomes, Refused, one_by_one
from crm.web.selection import NothingDone, Ticked, selected
from members import reservations
from members.models import Reservation

LONGEST_REASON = 200


def decide(request, matching) -> Outcomes:
    """Approve or reject the selected requests as the posted `action` says. Raises NothingDone."""
    verb = VERBS.get(request.POST.get("action"))
    if verb is None:
        raise NothingDone(_("Nothing was done: choose what to do."), 422)
    reason = request.POST.get("reason", "").strip()
    if verb is _reject and not 0 < len(reason) <= LONGEST_REASON:
        text = _("Say why it is rejected (up to %d characters).") % LONGEST_REASON
        raise NothingDone(text, 422)
    chosen = selected(request, visible=Reservation.objects.all(), matching=matching)
    return one_by_one(chosen, lambda ticked: _decided(ticked, verb, request.user, reason), _named)


def _approve(pk, user, _reason) -> str:
    reservations.approve(pk, by=user)
    return _("approved")


def _reject(pk, user, reason) -> str:
    reservations.reject(pk, by=user, reason=reason)
    return _("rejected")


VERBS = {"approve": _approve, "reject": _reject}


def _decided(ticked: Ticked, verb, user, reason: str) -> str:
    """What was done. Raises Refused for a request that is gone or was decided."""
    if ticked.row is None:
        raise Refused(_("It does not exist any more."))
    try:
        return verb(ticked.row.pk, user, reason)
    except reservations.NotPending as decided:
        text = _("This request does not wait any more: somebody else has decided.")
        raise Refused(text) from decided
    except reservations.OwnRequest as own:
        raise Refused(_("Nobody approves their own request: ask another admin.")) from own


def _named(ticked: Ticked) -> tuple[str, str]:
    if ticked.row is None:
        return _("A request"), ""
    words = {"customer": ticked.row.customer_id, "staff": ticked.row.staff_name}
    return _("%(customer)s for %(staff)s") % words, ""
