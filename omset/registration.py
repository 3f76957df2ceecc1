"""What the ledger brings: pages, the approval queue, searches, nights, /status, texts, filters."""

from django.utils.translation import gettext_lazy as _

from crm.audit.chain import heads
from crm.filters import lists
from crm.notifications import messages
from crm.registry import (
    customers,
    deposits,
    doctor,
    gauges,
    history_words,
    menu,
    pages,
    policies,
    queues,
    search,
    shards,
    status,
)
from crm.registry.customers import CustomerSection, Eraser
from crm.registry.doctor import DoctorCheck, Occasion
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from crm.registry.runs import backups, jobs, nightly, schedules, witnessed
from crm.registry.search import SearchGroup
from crm.registry.status import Section
from crm.staff.models import Product, User
from members.reservations import evidence, last_deposits
from omset import numbers, system_status
from omset.clock import NIGHT
from omset.doctor_checks import night_was_done, no_import_is_half_way, recounts_are_done
from omset.gauges import ledger_gauges, proof_gauges
from omset.history_words import SUBJECTS, VERBS
from omset.imports.jobs import import_deposits, read_deposits
from omset.imports.requests import end_imports
from omset.imports.witnessed import BATCHES_OF_DEPOSITS, count_batch, fingerprint_of_batch
from omset.ledger.erasure import erase_in_ledger, keys_in_ledger, names_in_ledger
from omset.lists.columns import OPTIONAL
from omset.lists.customer_section import (
    deposits_for_decision,
    deposits_section,
    key_of_deposit,
)
from omset.lists.filter_forms import FilterForm, PeriodForm, SumsForm
from omset.lists.palette import deposits_of_person, deposits_of_product, search_customers
from omset.models import (
    DailyTally,
    GroupTally,
    MonthlyTally,
    OmsetRecord,
    StaffLock,
    Submission,
)
from omset.nightly import compare_numbers, do_the_night, end_retention
from omset.policies import DEPOSIT_POLICIES
from omset.protection import locked_last_deposit
from omset.reconciliation.restored import faults_of_numbers, fingerprints_by_month

OF_THE_TRASH = {name: OPTIONAL[name] for name in ("staff", "note", "approval")}


deposits.register(numbers.depositors)

pages.register("omset", _("Omset CRM"), 20)
pages.register("pending", _("Approval queue"), 30)
pages.register("duplicates", _("Duplicates"), 40)
pages.register("trash", _("Trash"), 50)
pages.register("imports", _("Import deposits"), 55)

menu.register(
    "work",
    10,
    MenuEntry("omset:list", "receipt", _("Omset CRM"), key="o", often=Often(staff=20, admins=20)),
)
menu.register(
    "work",
    20,
    MenuEntry("omset:new", "plus", _("New deposit"), key="n", often=Often(staff=10, admins=60)),
)
menu.register(
    "work",
    30,
    MenuEntry(
        "omset:pending", "clipboard-check", _("Approval queue"), key="p", often=Often(admins=10)
    ),
)
menu.register("check", 10, MenuEntry("omset:duplicates", "copy", _("Duplicates")))
menu.register("check", 20, MenuEntry("omset:trash", "trash-2", _("Trash")))
menu.register("check", 30, MenuEntry("omset:imports", "upload", _("Import deposits")))
menu.register_other(
    MenuEntry("omset:summary", "chart-column", _("Summary")),
    MenuEntry("omset:details", "calendar-days", _("Details")),
)
menu.register_shortcut("omset:new", _("New deposit"))

queues.register(
    10,
    Queue(
        page="pending",
        view="omset:pending",
        decided_at="omset:approve",
        label=_("Deposits to approve"),
        waiting=OmsetRecord.objects.pending,
    ),
)

customers.register_section(
    20,
    CustomerSection("deposits", _("Deposits"), "omset/customer_section.html", deposits_section),
)
customers.register_eraser(10, Eraser(names_in_ledger, erase_in_ledger, keys_in_ledger))
customers.register_source("deposit", key_of_deposit)

search.register(
    10, SearchGroup("customers", _("Customers"), search_customers, is_of_customers=True)
)
search.register_link(User, 10, deposits_of_person)
search.register_link(Product, 10, deposits_of_product)

for policy in DEPOSIT_POLICIES:
    policies.register(policy)
    policies.register_pages(policy, "omset:pending", "omset:new")

doctor.register(31, DoctorCheck("recounts", _("Recounts"), recounts_are_done))
doctor.register(32, DoctorCheck("night", _("Every night"), night_was_done))
doctor.register(
    103,
    DoctorCheck("no-import", _("Import deposits"), no_import_is_half_way, Occasion.UPGRADE),
)
gauges.register("ledger", ledger_gauges)
gauges.register("proof", proof_gauges)
nightly.register(10, "trash", end_retention)
nightly.register(45, "imports", end_imports)
nightly.register(90, "numbers", compare_numbers)
jobs.register("read-deposits", _("Reading of a file of deposits"), read_deposits)
jobs.register("import-deposits", _("Import of deposits"), import_deposits)
jobs.register("nightly", _("Nightly work"), do_the_night)
schedules.register("nightly", NIGHT)

witnessed.count("deposits", _("deposits"), OmsetRecord)
witnessed.batches(BATCHES_OF_DEPOSITS, _("deposits"), count_batch, fingerprint_of_batch)

status.register(
    10, Section("recounts_due", "omset/status_recounts.html", system_status.recounts_due)
)
status.register(20, Section("trash", "omset/status_trash.html", system_status.trash_state))

messages.register(
    "omset-pending",
    _(
        "%(staff)s recorded %(customer)s in %(product)s, which %(holder)s has reserved."
        " It waits for approval."
    ),
    decided_at="omset:approve",
)
messages.register(
    "omset-beyond-limits",
    _(
        "%(staff)s recorded %(total)s of %(customer)s in %(product)s on %(date)s, which is beyond"
        " the limits. It waits for approval."
    ),
    decided_at="omset:approve",
)
messages.register(
    "omset-approved", _("Your deposit of %(customer)s on %(date)s was approved by %(by)s.")
)
messages.register(
    "omset-declined",
    _("Your deposit of %(customer)s on %(date)s was declined by %(by)s: %(reason)s"),
)

last_deposits.register(locked_last_deposit)
evidence.register(deposits_for_decision)

lists.register(
    "omset",
    "omset:list",
    fields=FilterForm.base_fields,
    columns=OPTIONAL,
    sent_as=FilterForm.sent_as,
)
lists.register("summary", "omset:summary", fields=SumsForm.base_fields)
lists.register("details", "omset:details", fields=SumsForm.base_fields)
lists.register("duplicates", "omset:duplicates", fields=PeriodForm.base_fields)
lists.register("trash", "omset:trash", columns=OF_THE_TRASH)

backups.fact("ledger", _("Ledger by month"), fingerprints_by_month)
backups.proof("numbers", _("Derived numbers"), faults_of_numbers)
history_words.register(SUBJECTS, VERBS)
heads.register(StaffLock, "ledger-")

shards.register(OmsetRecord, "staff_id", "date", zone="staff_id")
shards.register(DailyTally, "staff_id", "date", zone="staff_id")
shards.register(MonthlyTally, "staff_id", "month", zone="staff_id")
shards.register(GroupTally, "staff_id", "customer_key", zone="staff_id")
shards.register(StaffLock, "_id", zone="staff_id")
shards.register(Submission, "_id", is_hashed=True)
