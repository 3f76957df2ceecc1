"""What the stored facts of an event are called, in the reader's words."""

import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.models import Event
from crm.registry.history_words import LISTS
from crm.web.templatetags.formats import day, moment, rupiah
from omset.rules.classify import NDP, RDP

FIELDS: dict[str, str | Promise] = {
    "amount": gettext_lazy("Amount"),
    "anywhere": gettext_lazy("Already elsewhere"),
    "asked_at": gettext_lazy("Time asked for"),
    "auto_approval": gettext_lazy("Approval"),
    "birth_date": gettext_lazy("Date of birth"),
    "blocked_pages": gettext_lazy("Blocked pages"),
    "buyers": gettext_lazy("Buyers"),
    "by_name": gettext_lazy("By"),
    "call_again_on": gettext_lazy("Call again on"),
    "card": gettext_lazy("Card"),
    "category": gettext_lazy("Category"),
    "cause": gettext_lazy("Cause"),
    "checked_in_at": gettext_lazy("Checked in"),
    "closed_at": gettext_lazy("Closed"),
    "column": gettext_lazy("Column"),
    "columns": gettext_lazy("Columns"),
    "conditions": gettext_lazy("Conditions"),
    "confirmed_by_name": gettext_lazy("Confirmed by"),
    "corrected_at": gettext_lazy("Corrected to"),
    "count": gettext_lazy("Number"),
    "counted_at": gettext_lazy("Counted so far"),
    "currency": gettext_lazy("Currency"),
    "customer_id": gettext_lazy("Customer"),
    "customer_name": gettext_lazy("Customer"),
    "database": gettext_lazy("Database"),
    "database_name": gettext_lazy("Database"),
    "date": gettext_lazy("Date"),
    "day": gettext_lazy("Day"),
    "decline_reason": gettext_lazy("Reason"),
    "description": gettext_lazy("Description"),
    "email": gettext_lazy("E-mail"),
    "ended_at": gettext_lazy("Ended"),
    "ends": gettext_lazy("To"),
    "expiry": gettext_lazy("It expires"),
    "expiry_day": gettext_lazy("Last day"),
    "expiry_days": gettext_lazy("Days"),
    "extended_until": gettext_lazy("Until"),
    "file": gettext_lazy("File"),
    "house_number": gettext_lazy("House number"),
    "in_file": gettext_lazy("Twice in the file"),
    "inserted": gettext_lazy("Rows added"),
    "instructions": gettext_lazy("How to use it"),
    "invalid_reason": gettext_lazy("Reason"),
    "is_active": gettext_lazy("Active"),
    "is_automatic": gettext_lazy("Without an admin"),
    "is_deleted": gettext_lazy("Deleted"),
    "is_estimate": gettext_lazy("Estimate"),
    "is_featured": gettext_lazy("Featured"),
    "is_given_back": gettext_lazy("Hours given back"),
    "is_permanent": gettext_lazy("Permanent"),
    "is_same_address": gettext_lazy("Used from where it was made"),
    "is_unseen": gettext_lazy("Not seen by a second person"),
    "is_withdrawn": gettext_lazy("Withdrawn"),
    "keeps_sensitive": gettext_lazy("Sensitive columns"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_day": gettext_lazy("Last day"),
    "lawful_basis": gettext_lazy("Lawful basis"),
    "limit_per_member": gettext_lazy("Most per member"),
    "link_made_by": gettext_lazy("Address made by"),
    "locked_until": gettext_lazy("Locked until"),
    "main": gettext_lazy("Main bonus"),
    "member": gettext_lazy("Loyalty member"),
    "minimum_purchase": gettext_lazy("Minimum purchase"),
    "minutes": gettext_lazy("Minutes"),
    "month": gettext_lazy("Month"),
    "most_off": gettext_lazy("At most"),
    "multiplier": gettext_lazy("Multiplier"),
    "name": gettext_lazy("Name"),
    "ndp": NDP,
    "needs_approval": gettext_lazy("Approval"),
    "new": gettext_lazy("New"),
    "nominal": gettext_lazy("Nominal"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "override_reason": gettext_lazy("Reason for going over"),
    "page": gettext_lazy("Page"),
    "paid_on": gettext_lazy("Paid on"),
    "part": gettext_lazy("Part"),
    "parts": gettext_lazy("Instalments"),
    "percent": gettext_lazy("Percent off"),
    "phone": gettext_lazy("Phone"),
    "phone_region": gettext_lazy("Country of phone numbers"),
    "place": gettext_lazy("Place"),
    "point_en": gettext_lazy("One point, in English"),
    "point_id": gettext_lazy("One point, in Indonesian"),
    "points": gettext_lazy("Points"),
    "points_en": gettext_lazy("Points, in English"),
    "points_id": gettext_lazy("Points, in Indonesian"),
    "policy": gettext_lazy("Policy"),
    "postcode": gettext_lazy("Postcode"),
    "product": gettext_lazy("Product"),
    "product_name": gettext_lazy("Product"),
    "programme": gettext_lazy("Programme"),
    "province": gettext_lazy("Province"),
    "rate": gettext_lazy("Rate"),
    "rdp": RDP,
    "reason": gettext_lazy("Reason"),
    "records": gettext_lazy("Records"),
    "refunds_expired": gettext_lazy("Points of an expired one come back"),
    "reject_reason": gettext_lazy("Reason"),
    "response": gettext_lazy("Response"),
    "reward_type": gettext_lazy("Type"),
    "role": gettext_lazy("Role"),
    "problems": gettext_lazy("Reason"),
    "rows": gettext_lazy("Rows"),
    "scope": gettext_lazy("Scope"),
    "seconds": gettext_lazy("Seconds"),
    "sessions": gettext_lazy("Sessions"),
    "sex": gettext_lazy("Sex"),
    "shift_date": gettext_lazy("Shift of"),
    "skipped": gettext_lazy("Left out"),
    "sku": gettext_lazy("Article (SKU)"),
    "sort_order": gettext_lazy("Place in the list"),
    "source": gettext_lazy("Source"),
    "staff": gettext_lazy("Staff"),
    "staff_name": gettext_lazy("Staff"),
    "started_at": gettext_lazy("Began"),
    "starts": gettext_lazy("From"),
    "state": gettext_lazy("Status"),
    "status": gettext_lazy("Status"),
    "stock": gettext_lazy("Stock"),
    "store": gettext_lazy("Store"),
    "street": gettext_lazy("Street"),
    "surname": gettext_lazy("Surname"),
    "targets": gettext_lazy("Targets"),
    "team": gettext_lazy("Team"),
    "terms": gettext_lazy("Terms"),
    "text": gettext_lazy("Text"),
    "tier": gettext_lazy("From the tier on"),
    "title": gettext_lazy("Title"),
    "today": gettext_lazy("Day"),
    "total": gettext_lazy("Total"),
    "type": gettext_lazy("Type"),
    "usd": gettext_lazy("US dollars"),
    "username": gettext_lazy("Username"),
    "uses": gettext_lazy("Uses of one redemption"),
    "uses_left": gettext_lazy("Uses left"),
    "valid_from": gettext_lazy("Valid from"),
    "validation": gettext_lazy("Validation"),
    "value": gettext_lazy("Value"),
    "visible_from": gettext_lazy("Offered from"),
    "visible_to": gettext_lazy("Offered until"),
    "waits": gettext_lazy("Waits for an admin"),
    "whatsapp": gettext_lazy("WhatsApp"),
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
    names = [name for name in {**before, **after} if name not in UNSAID]
    return " · ".join(filter(None, (_change(event, name) for name in names)))


def facts_text(event: Event, facts: dict) -> str:
    """What was so before or after an event, as `name: value` one behind the other.

    A field that has no word here is called as it is stored.
    """
    return ", ".join(f"{_name(name)}: {_value(event, name, facts[name])}" for name in facts)


def _change(event: Event, name: str) -> str:
    before, after = event.before or {}, event.after or {}
    old, new = (_value(event, name, facts.get(name)) for facts in (before, after))
    if not (old or new):
        return ""
    if old and name in after and old != new:
        return f"{_name(name)}: {old} → {new or '–'}"
    return f"{_name(name)}: {new or old}"


def _name(field: str) -> str:
    return str(FIELDS.get(field, field))


def _value(event: Event, field: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return _list_text(field, value)
    if value is None:
        return ""
    if field in RUPIAH:
        return rupiah(Decimal(str(value)))
    return _choice(event.subject_type, field).get(str(value)) or _written(str(value))


def _list_text(field: str, values: list | dict) -> str:
    write = LISTS.get(field)
    return write(values) if write else " ".join(map(str, values))


def _choice(subject_type: str, field: str) -> dict[str, str]:
    """What pages call the values of a field that its model chooses from; empty for all others."""
    with suppress(LookupError, FieldDoesNotExist):
        chosen = apps.get_model(subject_type)._meta.get_field(field)
        return {str(value): str(label) for value, label in getattr(chosen, "flatchoices", ())}
    return {}


def _written(text: str) -> str:
    """The text; an instant or a day as people write it."""
    if _INSTANT.match(text):
        return moment(datetime.fromisoformat(text))
    return day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
