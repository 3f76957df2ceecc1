"""What requests for leave bring: their page, the queue, texts, policies, the night, reminders."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.notifications import messages
from crm.registry import absences, menu, pages, policies, queues
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from crm.registry.runs import jobs, nightly, schedules
from crm.registry.runs.schedules import Daily
from leave.absences import days_away, days_worked_in_part, minutes_away
from leave.models import LeaveRequest
from leave.policies import PAGE, POLICIES
from leave.requests.daily import end_all_undecided, remind_admins
from leave.requests.forms import LeaveFilter
from leave.requests.messages import DECIDED_AT, TEXTS

REQUEST_COLUMNS = {
    "staff": _("Staff"),
    "when": _("Asked for"),
    "left": _("Left of the month"),
    "decision": _("Decision"),
}

absences.register(days_away)
absences.register_parts(days_worked_in_part)
absences.register_minutes(minutes_away)

pages.register(PAGE, _("Leave"), 66)
menu.register(
    "leave",
    10,
    MenuEntry("leave:list", "sun", _("Leave"), often=Often(staff=70, admins=75)),
)
menu.register_other(
    MenuEntry("leave:new", "sun", _("Ask for leave")), MenuEntry("leave:teams", "users", _("Teams"))
)
queues.register(
    27,
    Queue(
        page=PAGE,
        view="leave:list",
        decided_at="leave:approve",
        label=_("Leave to decide"),
        waiting=LeaveRequest.objects.waiting,
        query="?status=pending",
    ),
)
lists.register(PAGE, "leave:list", fields=LeaveFilter.base_fields, columns=REQUEST_COLUMNS)
for kind, text in TEXTS.items():
    messages.register(kind, text, decided_at=DECIDED_AT.get(kind, ""))
for policy in POLICIES:
    policies.register(policy)
    policies.register_pages(policy, "leave:list")

nightly.register(89, "leave", end_all_undecided)
jobs.register("leave-reminder", _("Reminder of leave to decide"), remind_admins)
schedules.register("leave-reminder", Daily(time(9, 0)))
