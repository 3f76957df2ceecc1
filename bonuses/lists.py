"""The lists of this app whose filters can be saved and whose columns can be chosen."""

from django.utils.translation import gettext_lazy as _

from bonuses.forms import ClaimFilter
from crm.filters import lists

COLUMNS = {
    "product": _("Product"),
    "staff": _("Staff"),
    "submitted": _("Submitted"),
    "month": _("Month"),
    "decision": _("Decision"),
}
lists.register("checks", "bonuses:checks", fields=ClaimFilter.base_fields, columns=COLUMNS)
