"""What reserved members bring: pages, the queue of requests, texts, filters."""

from django.utils.translation import gettext_lazy as _

import members.batches.registration
import members.customers.registration
import members.draws.registration
import members.imports.registration  # noqa: F401
from crm.filters import lists
from crm.notifications import messages
from crm.registry import menu, pages, policies, queues, shards
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from members.forms import ReservationFilter
from members.models import MemberRow, PoolEvent, Reservation
from members.policies import RESERVATION_GRACE

COLUMNS = {
    "product": _("Product"),
    "staff": _("Staff"),
    "phone": _("Phone"),
    "approval": _("Approval"),
    "since": _("Since"),
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
lists.register(
    "reserved", "members:reserved", fields=ReservationFilter.base_fields, columns=COLUMNS
)
policies.register(RESERVATION_GRACE)

shards.register(MemberRow, "database_id", "_id")
shards.register(PoolEvent, "database_id", "sequence")
