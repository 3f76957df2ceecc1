"""What the stored facts of an event are called, in the reader's words."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.models import Event
from crm.web.templatetags.formats import day, moment, rupiah
from omset.rules.classify import NDP, RDP

FIELDS: dict[str, str | Promise] = {
    "amount": gettext_lazy("Amount"),
    "auto_approval": gettext_lazy("Approval"),
    "blocked_pages": gettext_lazy("Blocked pages"),
    "call_again_on": gettext_lazy("Call again on"),
    "column": gettext_lazy("Column"),
    "columns": gettext_lazy("Columns"),
    "currency": gettext_lazy("Currency"),
    "customer_id": gettext_lazy("Customer"),
    "customer_name": gettext_lazy("Customer"),
    "database": gettext_lazy("Database"),
    "database_name": gettext_lazy("Database"),
    "date": gettext_lazy("Date"),
    "decline_reason": gettext_lazy("Reason"),
    "email": gettext_lazy("E-mail"),
    "ends": gettext_lazy("To"),
    "extended_until": gettext_lazy("Until"),
    "file": gettext_lazy("File"),
    "is_active": gettext_lazy("Active"),
    "is_deleted": gettext_lazy("Deleted"),
    "is_given_back": gettext_lazy("Hours given back"),
    "is_same_address": gettext_lazy("Used from where it was made"),
    "is_unseen": gettext_lazy("Not seen by a second person"),
    "is_withdrawn": gettext_lazy("Withdrawn"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "link_made_by": gettext_lazy("Address made by"),
    "main": gettext_lazy("Main bonus"),
    "minutes": gettext_lazy("Minutes"),
    "month": gettext_lazy("Month"),
    "multiplier": gettext_lazy("Multiplier"),
    "name": gettext_lazy("Name"),
    "ndp": NDP,
    "nominal": gettext_lazy("Nominal"),
    "note": gettext_lazy("Note"),
    "override_reason": gettext_lazy("Reason for going over"),
    "page": gettext_lazy("Page"),
    "paid_on": gettext_lazy("Paid on"),
    "part": gettext_lazy("Part"),
    "phone": gettext_lazy("Phone"),
    "phone_region": gettext_lazy("Country of phone numbers"),
    "policy": gettext_lazy("Policy"),
    "product_name": gettext_lazy("Product"),
    "rate": gettext_lazy("Rate"),
    "rdp": RDP,
    "reason": gettext_lazy("Reason"),
    "response": gettext_lazy("Response"),
    "role": gettext_lazy("Role"),
    "seconds": gettext_lazy("Seconds"),
    "sessions": gettext_lazy("Sessions"),
    "staff_name": gettext_lazy("Staff"),
    "starts": gettext_lazy("From"),
    "state": gettext_lazy("Status"),
    "status": gettext_lazy("Status"),
    "targets": gettext_lazy("Targets"),
    "total": gettext_lazy("Total"),
    "type": gettext_lazy("Type"),
    "username": gettext_lazy("Username"),
    "valid_from": gettext_lazy("Valid from"),
    "value": gettext_lazy("Value"),
    "whatsapp": gettext_lazy("WhatsApp"),
}
# Of the fields whose values are words of the product.
VALUES: dict[tuple[str, str], Promise] = {
    ("status", "pending"): gettext_lazy("Pending"),
    ("status", "approved"): gettext_lazy("Approved"),
    ("status", "declined"): gettext_lazy("Declined"),
    ("status", "rejected"): gettext_lazy("Rejected"),
    ("status", "cancelled"): gettext_lazy("Cancelled"),
    ("type", "off"): gettext_lazy("Off day"),
    ("type", "sick"): gettext_lazy("Sick leave"),
}


# What orders events, or names rows by their ids, says nothing to people.
UNSAID = frozenset({"sequence", "made", "seed", "staff_id", "product_id", "feed"})
RUPIAH = frozenset({"nominal", "total"})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def changes_text(event: Event) -> str:
    """What an event has changed, or what was noted with it: `name: before → after`, or what is so,
    one behind the other. What is empty is left out."""
    before, after = event.before or {}, event.after or {}
    texts = (_change(name, before, after) for name in {**before, **after} if name not in UNSAID)
    return " · ".join(filter(None, texts))


def facts_text(facts: dict) -> str:
    """What was so before or after, as `name: value` one behind the other.

    A field that has no word here is called as it is stored.
    """
    return ", ".join(f"{FIELDS.get(name, name)}: {_value(name, facts[name])}" for name in facts)


def _change(name: str, before: dict, after: dict) -> str:
    old, new = (_value(name, facts.get(name)) for facts in (before, after))
    if not (old or new):
        return ""
    if old and name in after and old != new:
        return f"{FIELDS.get(name, name)}: {old} → {new or '–'}"
    return f"{FIELDS.get(name, name)}: {new or old}"


def _value(field: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(
            "/".join(map(str, each)) if isinstance(each, list) else str(each) for each in value
        )
    if value is None:
        return ""
    if field in RUPIAH:
        return rupiah(Decimal(str(value)))
    return str(VALUES.get((field, str(value)), "")) or _written(str(value))


def _written(text: str) -> str:
    """The text; an instant or a day as people write it."""
    if _INSTANT.match(text):
        return moment(datetime.fromisoformat(text))
    return day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
