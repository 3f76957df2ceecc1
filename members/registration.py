"""What reserved members bring: pages, the queue of requests, texts, filters."""

from django.utils.translation import gettext_lazy as _

import members.batches.registration
import members.draws.registration
import members.imports.registration  # noqa: F401
from crm.filters import lists
from crm.notifications import messages
from crm.registry import customers, jobs, menu, pages, policies, queues, shards
from crm.registry.customers import CustomerSection, Eraser
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from members.conflicts.forms import ConflictFilterForm
from members.customers.erasure import erase_customer
from members.customers.forgotten_rows import erase_in_members, names_in_members
from members.customers.forgotten_texts import erase_in_texts, names_in_history
from members.customers.sections import members_section
from members.customers.sources import (
    key_of_conflict,
    key_of_entry,
    key_of_reservation,
    key_of_row,
)
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
messages.register(
    "row-taken",
    _("%(customer)s in %(product)s is reserved for %(staff)s now. It is among your rows."),
)
messages.register(
    "do-not-contact", _("%(customer)s must not be contacted any more. It is among your rows.")
)
pages.register("conflicts", _("Conflicts"), 76)
pages.register("do_not_contact", _("Do not contact"), 77)
pages.register("customers", _("Customers' pages"), 78)
menu.register("members", 80, MenuEntry("members:conflicts", "triangle-alert", _("Conflicts")))
menu.register("members", 90, MenuEntry("members:do_not_contact", "x", _("Do not contact")))
menu.register_other(
    MenuEntry("members:do_not_contact_add", "x", _("Let nobody contact a customer"))
)
customers.register_section(
    10,
    CustomerSection("members", _("Members"), "members/customers/members.html", members_section),
)
customers.register_eraser(30, Eraser(names_in_members, erase_in_members))
customers.register_eraser(40, Eraser(names_in_history, erase_in_texts))
jobs.register("erase-customer", _("Forgetting of a customer"), erase_customer)
customers.register_source("reservation", key_of_reservation)
customers.register_source("row", key_of_row)
customers.register_source("conflict", key_of_conflict)
customers.register_source("do-not-contact", key_of_entry)
lists.register("conflicts", "members:conflicts", fields=ConflictFilterForm.base_fields)
lists.register(
    "reserved", "members:reserved", fields=ReservationFilter.base_fields, columns=COLUMNS
)
policies.register(RESERVATION_GRACE)

shards.register(MemberRow, "database_id", "_id")
shards.register(PoolEvent, "database_id", "sequence")
