"""What history calls plans, months and claims, and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "bonuses.customercheck": _("Bonus check"),
    "bonuses.bonusplan": _("Bonus plan"),
    "bonuses.closing": _("Month of bonuses"),
}
VERBS = {
    "submit": _("Entered"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn"),
    "move": _("Moved"),
    "draft": _("Draft saved"),
    "discard": _("Draft discarded"),
    "publish": _("Plan published"),
    "close": _("Closed off"),
    "reopen": _("Reopened"),
}
