"""The list of accounts, which belongs to an app below this one: its filters, columns and tools."""

from django.forms import Form
from django.template import Context
from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.registry import notices
from crm.registry.notices import Notice
from crm.staff.forms.people_filter import PeopleFilter

ACCOUNT_COLUMNS = {
    "username": _("Username"),
    "email": _("E-mail"),
    "role": _("Role"),
    "state": _("State"),
    "last_login": _("Last sign-in"),
}
lists.register(
    "staff",
    "staff:list",
    fields=PeopleFilter.base_fields,
    columns=ACCOUNT_COLUMNS,
    sent_as=PeopleFilter.sent_as,
)


def _bar(context: Context, form: Form) -> Notice:
    return Notice("filters/of_people.html", {"form": form})


def _tools(context: Context, form: Form) -> Notice:
    return Notice("filters/tools_of_people.html", {"form": form})


notices.register("staff:list", _bar)
notices.register("staff:rows", _tools)
