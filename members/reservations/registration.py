"""What reservations bring: their page, the queue of requests, texts, policies, the run of 00:01."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.notifications import messages
from crm.registry import departures, menu, pages, policies, queues
from crm.registry.departures import Belonging
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from crm.registry.runs import jobs, schedules
from crm.registry.runs.schedules import Daily
from members.forms import ReservationFilter
from members.models import Reservation
from members.policies import ALL
from members.reservations.endings.expiry import expire_reservations
from members.reservations.endings.leavers import count_in_hand
from members.reservations.messages import DECIDED_AT, TEXTS

RESERVATION_COLUMNS = {
    "product": _("Product"),
    "staff": _("Staff"),
    "phone": _("Phone"),
    "approval": _("Approval"),
    "since": _("Since"),
    "deposit": _("Last deposit"),
    "until": _("Protected until"),
}

pages.register("reserved", _("Reserved members"), 60)
menu.register(
    "members",
    10,
    MenuEntry(
        "members:reserved",
        "bookmark",
        _("Reserved members"),
        "r",
        often=Often(staff=60, admins=70),
    ),
)
menu.register_other(MenuEntry("members:reserved_add", "bookmark", _("New reservation")))
queues.register(
    20,
    Queue(
        page="reserved",
        view="members:reserved",
        decided_at="members:approve",
        label=_("Reservations to approve"),
        waiting=Reservation.objects.pending,
        query="?status=pending",
    ),
)
queues.register(
    25,
    Queue(
        page="reserved",
        view="members:reserved",
        decided_at="members:grant_extension",
        label=_("Extensions to decide about"),
        waiting=Reservation.objects.extension_asked,
        query="?status=asked",
        name="extensions",
    ),
)
messages.register(
    "reservation-requested",
    _("%(staff)s asks to reserve %(customer)s in %(product)s."),
    decided_at="members:approve",
)
messages.register("reservation-approved", _("%(customer)s in %(product)s is now reserved for you."))
messages.register(
    "reservation-rejected",
    _("Your request to reserve %(customer)s in %(product)s was rejected: %(reason)s"),
)
for kind, text in TEXTS.items():
    messages.register(kind, text, decided_at=DECIDED_AT.get(kind, ""))
lists.register(
    "reserved",
    "members:reserved",
    # What is looked for is kept with the session alone.
    fields=ReservationFilter.base_fields.keys() - {"q", "find"},
    columns=RESERVATION_COLUMNS,
)
for policy in ALL:
    policies.register(policy)
    policies.register_pages(policy, "members:reserved")
jobs.register("expire-reservations", _("End of reservations"), expire_reservations)
schedules.register("expire-reservations", Daily(time(0, 1)))
departures.register(
    Belonging(_("Customers and rows in hand"), count_in_hand, view="members:leaver")
)
