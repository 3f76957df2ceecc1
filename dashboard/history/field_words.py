"""What the stored facts of an event are called, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS: dict[str, Promise] = {
    "customer_id": gettext_lazy("Customer"),
    "customer_name": gettext_lazy("Customer"),
    "database_name": gettext_lazy("Database"),
    "date": gettext_lazy("Date"),
    "decline_reason": gettext_lazy("Reason"),
    "ends": gettext_lazy("To"),
    "is_active": gettext_lazy("Active"),
    "is_deleted": gettext_lazy("Deleted"),
    "is_given_back": gettext_lazy("Hours given back"),
    "is_unseen": gettext_lazy("Not seen by a second person"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "minutes": gettext_lazy("Minutes"),
    "month": gettext_lazy("Month"),
    "multiplier": gettext_lazy("Multiplier"),
    "name": gettext_lazy("Name"),
    "nominal": gettext_lazy("Nominal"),
    "note": gettext_lazy("Note"),
    "override_reason": gettext_lazy("Reason for going over"),
    "phone": gettext_lazy("Phone"),
    "product_name": gettext_lazy("Product"),
    "reason": gettext_lazy("Reason"),
    "role": gettext_lazy("Role"),
    "staff_name": gettext_lazy("Staff"),
    "starts": gettext_lazy("From"),
    "status": gettext_lazy("Status"),
    "total": gettext_lazy("Total"),
    "type": gettext_lazy("Type"),
    "username": gettext_lazy("Username"),
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


def facts_text(facts: dict) -> str:
    """What was so before or after, as `name: value` one behind the other.

    A field that has no word here is called as it is stored.
    """
    return ", ".join(f"{FIELDS.get(name, name)}: {_value(name, facts[name])}" for name in facts)


def _value(field: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(VALUES.get((field, str(value)), value))
