"""The wording of every notification (NO-2), translated when it is read."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from crm.staff.access import is_open
from crm.web.templatetags import formats

TEXTS = {
    "omset-pending": _(
        "%(staff)s recorded %(customer)s in %(product)s, which %(holder)s has reserved."
        " It waits for approval."
    ),
    "omset-approved": _("Your deposit of %(customer)s on %(date)s was approved by %(by)s."),
    "omset-declined": _(
        "Your deposit of %(customer)s on %(date)s was declined by %(by)s: %(reason)s"
    ),
    "reservation-requested": _("%(staff)s asks to reserve %(customer)s in %(product)s."),
    "reservation-approved": _("%(customer)s in %(product)s is now reserved for you."),
    "reservation-rejected": _(
        "Your request to reserve %(customer)s in %(product)s was rejected: %(reason)s"
    ),
    "check-submitted": _("%(staff)s claims the bonus for %(customer)s in %(product)s."),
    "check-approved": _("Your claim for %(customer)s in %(product)s was approved by %(by)s."),
    "check-rejected": _(
        "Your claim for %(customer)s in %(product)s was rejected by %(by)s: %(reason)s"
    ),
}
# What asks to decide about somebody else's doing, and where that is decided: whoever may not do
# so now is not told, whatever they were when it was written (RO-5, RO-6).
DECIDED_AT = {
    "omset-pending": "omset:approve",
    "reservation-requested": "members:approve",
    "check-submitted": "bonuses:check_approve",
}


def kinds_for(user) -> list[str]:
    """The notifications that tell `user` of their own things, or of what they decide about."""
    return [kind for kind in TEXTS if kind not in DECIDED_AT or is_open(user, DECIDED_AT[kind])]


def message(kind: str, facts: dict) -> str:
    """The text of one notification in the active language; `date` is stored as an ISO date."""
    if "date" in facts:
        facts = facts | {"date": formats.day(date.fromisoformat(facts["date"]))}
    return str(TEXTS[kind]) % facts
