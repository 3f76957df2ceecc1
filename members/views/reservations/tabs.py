"""The tabs of reserved members: one list in several states, the archive, the conflicts."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.lists.tabs import PageTab
from members.models import ReservationStatus
from members.search import ASKED, EXPIRING

PAGE = "reserved"
# The pages beside the list, by the names of their URLs.
ARCHIVE, CONFLICTS = "members:reserved_archive", "members:conflicts"


def tabs_for(user: User, open_tab: str) -> list[PageTab]:
    """The tabs that a person may open; `open_tab` is a state of the list or the name of a page.

    Staff have one of what is really theirs (RS-7).
    """
    states = [
        ("", _("All")),
        (ReservationStatus.PENDING, _("Pending")),
        (ReservationStatus.APPROVED, _("Active")),
        (EXPIRING, _("Expiring")),
    ]
    if not user.is_admin:
        states.append(("mine", _("My own")))
    if is_open(user, "members:grant_extension"):
        states.append((ASKED, _("Asked for more time")))
    if not is_open(user, "members:reserved"):
        # Blocked from the list, though maybe not from the pages beside it.
        states = []
    decides = is_open(user, "members:approve")
    tabs = [
        PageTab(
            label,
            _address(state),
            state == open_tab,
            decides and state == ReservationStatus.PENDING,
        )
        for state, label in states
    ]
    pages = [(ARCHIVE, _("Archive")), (CONFLICTS, _("Conflicts"))]
    return tabs + [
        PageTab(label, reverse(view), view == open_tab)
        for view, label in pages
        if is_open(user, view)
    ]


def _address(state: str) -> str:
    query = {"": "", "mine": "?mine=on"}.get(state, f"?status={state}")
    return reverse("members:reserved") + query
