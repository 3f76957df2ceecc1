"""The lists of this app whose filters can be saved and whose columns can be chosen."""

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from members.forms import ReservationFilter

COLUMNS = {
    "product": _("Product"),
    "staff": _("Staff"),
    "phone": _("Phone"),
    "approval": _("Approval"),
    "since": _("Since"),
}
lists.register(
    "reserved", "members:reserved", fields=ReservationFilter.base_fields, columns=COLUMNS
)
