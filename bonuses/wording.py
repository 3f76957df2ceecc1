"""What is said about adjustments, on pages and in files."""

from django.utils.translation import gettext_lazy

from bonuses.models import Adjustment
from crm.web.templatetags import formats
from omset.templatetags.history import VERBS

CAUSES = {
    **VERBS,
    "correction": gettext_lazy("Correction: the earlier lines did not add up"),
    "publish": gettext_lazy("Bonus plan published"),
    "customer-keys": gettext_lazy("Customers told apart by their marks"),
    "recount": gettext_lazy("Recounted"),
    "reopen": gettext_lazy("Month reopened"),
}


def cause_of(adjustment: Adjustment) -> str:
    """What was done that made the line."""
    return CAUSES.get(adjustment.cause, adjustment.cause)


def deposit_of(adjustment: Adjustment) -> str:
    """The deposit that the line is about: customer, date, amount; nothing where none is known."""
    if not adjustment.customer_id:
        return ""
    day, total = formats.day(adjustment.deposit_date), formats.rupiah(adjustment.deposit_total)
    return f"{adjustment.customer_id}, {day}, {total}"
