"""What happened to a customer, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "request": _("Asked for"),
    "add": _("Reserved by an admin"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "mark": _("Rows marked"),
    "list": _("Must not be contacted"),
    "unlist": _("May be contacted again"),
    "erase": _("Forgotten"),
}
