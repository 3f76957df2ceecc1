"""What this wing brings: check-in, the gate, lateness and corrections (AT-1 to AT-4)."""

from django.utils.translation import gettext_lazy as _

import leave.attendance.receivers  # noqa: F401
from crm.filters import lists
from crm.notifications import messages
from crm.registry import menu, pages, policies, queues, shards
from crm.registry.menu import MenuEntry
from crm.registry.queues import Queue
from leave.attendance.forms import AttendanceFilter
from leave.attendance.messages import DECIDED_AT, TEXTS
from leave.attendance.policies import PAGE, POLICIES
from leave.models import CheckIn, Correction

pages.register(PAGE, _("Attendance"), 78)
menu.register("leave", 40, MenuEntry("leave:attendance", "clipboard-check", _("Attendance")))
menu.register_other(
    MenuEntry("leave:corrections", "clipboard-check", _("Corrections of check-ins")),
    MenuEntry("leave:setup", "phone", _("Authenticator app")),
)
queues.register(
    36,
    Queue(
        page=PAGE,
        view="leave:corrections",
        decided_at="leave:approve_correction",
        label=_("Corrections of check-ins to decide"),
        waiting=Correction.objects.pending,
        query="?status=pending",
    ),
)
lists.register(PAGE, "leave:attendance_history", fields=AttendanceFilter.base_fields)
for kind, text in TEXTS.items():
    messages.register(kind, text, decided_at=DECIDED_AT.get(kind, ""))
for policy in POLICIES:
    policies.register(policy)
    policies.register_pages(policy, "leave:attendance")

shards.register(CheckIn, "staff_id", zone="staff_id")
shards.register(Correction, "staff_id", zone="staff_id")
