"""The pages of attendance, as tabs over each of them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.lists.tabs import PageTab

DAY, HISTORY, CORRECTIONS = "leave:attendance", "leave:attendance_history", "leave:corrections"
AUTHENTICATORS, FLOOR = "leave:authenticators", "leave:floor"


def tabs_for(user: User, open_view: str) -> list[PageTab]:
    """Those that a person may open; `open_view` is the name of the URL of the open one."""
    labels = {
        DAY: _("Day"),
        HISTORY: _("History"),
        CORRECTIONS: _("Corrections"),
        AUTHENTICATORS: _("Authenticator apps"),
        FLOOR: _("Code on the wall"),
    }
    return [
        PageTab(label, reverse(view), view == open_view, user.is_admin and view == CORRECTIONS)
        for view, label in labels.items()
        if is_open(user, view)
    ]
