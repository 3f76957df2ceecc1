"""The list of accounts, which belongs to an app below this one."""

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.staff.forms.people_filter import PeopleFilter

ACCOUNT_COLUMNS = {
    "username": _("Username"),
    "email": _("E-mail"),
    "role": _("Role"),
    "state": _("State"),
    "last_login": _("Last sign-in"),
}
lists.register("staff", "staff:list", fields=PeopleFilter.base_fields, columns=ACCOUNT_COLUMNS)
