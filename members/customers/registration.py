"""What customers bring: their page, the log of conflicts, do not contact, forgetting, search."""

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.notifications import messages
from crm.registry import customers, menu, pages, search
from crm.registry.customers import CustomerSection, Eraser
from crm.registry.menu import MenuEntry
from crm.registry.runs import backups, jobs, nightly
from crm.registry.search import SearchGroup
from members.conflicts.forms import ConflictFilterForm
from members.customers.erasure import ERASED_CUSTOMER, erase_customer
from members.customers.forgotten_names import end_forgotten_names
from members.customers.forgotten_rows import erase_in_members, keys_in_members, names_in_members
from members.customers.forgotten_texts import erase_in_texts, keys_in_history, names_in_history
from members.customers.palette import search_members
from members.customers.restored import erase_customers_again
from members.customers.sections import members_section
from members.customers.sources import (
    key_of_conflict,
    key_of_entry,
    key_of_past_reservation,
    key_of_reservation,
    key_of_row,
)

pages.register("conflicts", _("Conflicts"), 76)
pages.register("do_not_contact", _("Do not contact"), 77)
pages.register("customers", _("Customers' pages"), 78)
menu.register("members", 80, MenuEntry("members:conflicts", "triangle-alert", _("Conflicts")))
menu.register("members", 90, MenuEntry("members:do_not_contact", "x", _("Do not contact")))
menu.register_other(
    MenuEntry("members:do_not_contact_add", "x", _("Let nobody contact a customer"))
)
lists.register("conflicts", "members:conflicts", fields=ConflictFilterForm.base_fields)

customers.register_section(
    10, CustomerSection("members", _("Members"), "members/customers/members.html", members_section)
)
customers.register_source("reservation", key_of_reservation)
customers.register_source("past-reservation", key_of_past_reservation)
customers.register_source("row", key_of_row)
customers.register_source("conflict", key_of_conflict)
customers.register_source("do-not-contact", key_of_entry)
customers.register_eraser(30, Eraser(names_in_members, erase_in_members, keys_in_members))
customers.register_eraser(40, Eraser(names_in_history, erase_in_texts, keys_in_history))
nightly.register(50, "forgotten customers", end_forgotten_names)
jobs.register("erase-customer", _("Forgetting of a customer"), erase_customer)
search.register(20, SearchGroup("members", _("Members"), search_members, is_of_customers=True))

messages.register(
    "row-taken",
    _("%(customer)s in %(product)s is reserved for %(staff)s now. It is among your rows."),
)
messages.register(
    "do-not-contact", _("%(customer)s must not be contacted any more. It is among your rows.")
)
backups.erasures(ERASED_CUSTOMER, erase_customers_again)
