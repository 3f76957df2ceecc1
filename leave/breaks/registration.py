"""What this wing brings: short breaks of a shift (IZ-1 to IZ-3)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.notifications import messages
from crm.registry import menu, pages, policies, queues, shards
from crm.registry.menu import MenuEntry
from crm.registry.queues import Queue
from crm.registry.runs import jobs, schedules
from crm.registry.runs.schedules import Every
from leave.breaks.forms import BreakFilter
from leave.breaks.jobs import close_forgotten_breaks
from leave.breaks.messages import DECIDED_AT, TEXTS
from leave.breaks.policies import BREAK_ALLOWANCE, PAGE
from leave.models import Break, BreakAlert

pages.register(PAGE, _("Breaks"), 76)
menu.register("leave", 30, MenuEntry("leave:breaks", "clock", _("Breaks")))
queues.register(
    38,
    Queue(
        page=PAGE,
        view="leave:break_history",
        decided_at="leave:confirm_break",
        label=_("Breaks to confirm"),
        waiting=Break.objects.waiting,
        query="?waits=on",
    ),
)
lists.register(PAGE, "leave:break_history", fields=BreakFilter.base_fields)
for kind, text in TEXTS.items():
    messages.register(kind, text, decided_at=DECIDED_AT.get(kind, ""))
policies.register(BREAK_ALLOWANCE)
policies.register_pages(BREAK_ALLOWANCE, "leave:breaks")
jobs.register("close-breaks", _("End of breaks that were left open"), close_forgotten_breaks)
schedules.register("close-breaks", Every(timedelta(minutes=15)))

shards.register(Break, "staff_id", zone="staff_id")
shards.register(BreakAlert, "staff_id", zone="staff_id")
