"""What bonuses bring: pages, the queue of claims, texts, filters, proofs, words on lists below."""

from django.utils.translation import gettext_lazy as _

from bonuses.claims.customer_section import claims_section, key_of_claim
from bonuses.claims.erasure import erase_in_claims, keys_in_claims, names_in_claims
from bonuses.forms import ClaimFilter
from bonuses.history_words import LISTS, SUBJECTS, VERBS
from bonuses.models import CheckStatus, CustomerCheck, Standing
from bonuses.months.notices import changed_notice, closed_notice, ledger_notice
from bonuses.months.proof import ClosedMonths
from bonuses.rules.payment import RUPIAH
from bonuses.statements.exchange_rates import EXCHANGE_RATE, rupiah_on
from crm.filters import lists
from crm.notifications import messages
from crm.registry import (
    customers,
    exchange_rates,
    history_words,
    menu,
    notices,
    pages,
    policies,
    queues,
    shards,
)
from crm.registry.customers import CustomerSection, Eraser
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from crm.staff.rules import roles
from members.policies import RESERVATION_GRACE
from omset.reconciliation import proofs
from omset.reconciliation.proofs import StoredMonths

CHECK_COLUMNS = {
    "product": _("Product"),
    "staff": _("Staff"),
    "submitted": _("Submitted"),
    "month": _("Month"),
    "decision": _("Decision"),
}

pages.register("bonuses", _("Bonuses"), 80)
pages.register("targets", _("Targets"), 90)
pages.register("checks", _("Bonus checks"), 100)
pages.register("plans", _("Bonus plans"), 110)

menu.register(
    "earnings",
    20,
    MenuEntry(
        view="bonuses:month", icon="hand-coins", label=_("Bonuses"), key="b", often=Often(admins=40)
    ),
)
menu.register(
    "earnings",
    30,
    MenuEntry(
        view="bonuses:statement", icon="hand-coins", label=_("My bonus"), key="b", only=roles.STAFF
    ),
)
menu.register(
    "earnings",
    40,
    MenuEntry(
        view="targets:list", icon="target", label=_("Targets"), key="t", often=Often(staff=40)
    ),
)
menu.register(
    "earnings",
    50,
    MenuEntry(view="bonuses:checks", icon="badge-check", label=_("Bonus checks"), key="c"),
)
menu.register(
    "earnings",
    60,
    MenuEntry(view="bonuses:plans", icon="sliders-horizontal", label=_("Bonus plans")),
)

queues.register(
    30,
    Queue(
        page="checks",
        view="bonuses:checks",
        decided_at="bonuses:check_approve",
        label=_("Bonus checks to decide"),
        waiting=lambda: CustomerCheck.objects.filter(status=CheckStatus.SUBMITTED),
        query="?month=all&status=submitted",
    ),
)

messages.register(
    "check-submitted",
    _("%(staff)s claims the bonus for %(customer)s in %(product)s."),
    decided_at="bonuses:check_approve",
)
messages.register(
    "check-approved",
    _("Your claim for %(customer)s in %(product)s was approved by %(by)s."),
)
messages.register(
    "check-rejected",
    _("Your claim for %(customer)s in %(product)s was rejected by %(by)s: %(reason)s"),
)

lists.register("checks", "bonuses:checks", fields=ClaimFilter.base_fields, columns=CHECK_COLUMNS)

proofs.register(
    "standing",
    _("Standing"),
    StoredMonths(Standing),
    fields={
        "success_days": _("Successful days"),
        "main_bonus": _("Main bonus"),
        "ndp_bonus": _("NDP bonus"),
        "rdp_bonus": _("RDP bonus"),
        "total_bonus": _("Total bonus"),
    },
)
proofs.register(
    "adjustment",
    _("Closed month and its adjustments"),
    ClosedMonths(),
    opens="bonuses:discrepancies",
)

notices.register("omset:day", closed_notice)
notices.register("omset:numbers", changed_notice)
notices.register("omset:ledger", ledger_notice)

history_words.register(SUBJECTS, VERBS, LISTS)
shards.register(Standing, "staff_id", "month", zone="staff_id")

policies.register(EXCHANGE_RATE)
exchange_rates.register(RUPIAH, rupiah_on)
policies.register_pages(RESERVATION_GRACE, "bonuses:checks")

customers.register_source("claim", key_of_claim)
customers.register_section(
    30,
    CustomerSection(
        "claims", _("Claims to bonuses"), "bonuses/customer_section.html", claims_section
    ),
)
customers.register_eraser(20, Eraser(names_in_claims, erase_in_claims, keys_in_claims))
