"""What is said about adjustments, on pages and in files."""

from django.utils.translation import gettext_lazy

from bonuses.models import Adjustment
from omset.templatetags.history import VERBS

CAUSES = {
    **VERBS,
    "publish": gettext_lazy("Bonus plan published"),
    "recount": gettext_lazy("Recounted"),
    "reopen": gettext_lazy("Month reopened"),
}


def cause_of(adjustment: Adjustment) -> str:
    """What was done that made the line."""
    return CAUSES.get(adjustment.cause, adjustment.cause)
