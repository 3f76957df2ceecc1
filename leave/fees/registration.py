"""What this wing brings: fees, waivers, payments, the statement of a month (FE-1 to FE-3)."""

from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.registry import menu, pages, policies, shards
from crm.registry.menu import MenuEntry
from crm.registry.runs import proofs
from crm.staff.rules import roles
from leave import proof
from leave.fees.policies import BAHT_RATE, OF_TERMS, PAGE, POLICIES
from leave.models import ClosedStatement, InstalmentPlan, ManualFee, Payment, Waiver

pages.register(PAGE, _("Fees"), 79)
menu.register("leave", 50, MenuEntry("leave:fees", "hand-coins", _("Fees")))
menu.register(
    "leave", 60, MenuEntry("leave:own_fees", "hand-coins", _("My fees"), only=roles.STAFF)
)
menu.register("leave", 70, MenuEntry("leave:report", "file-spreadsheet", _("Leave report")))
menu.register_other(
    MenuEntry("leave:fees_closing", "lock", _("Close a month of fees")),
    MenuEntry("leave:fee_basis", "sliders-horizontal", _("Agreement about fees")),
)

for policy in POLICIES:
    policies.register(policy)
policies.register_pages(BAHT_RATE, "leave:fees")
for policy in OF_TERMS:
    policies.register_pages(policy, "leave:fees", "leave:report")

messages.register("fee-added", _("%(by)s added a fee of %(amount)s for %(date)s: %(reason)s"))
messages.register(
    "fee-withdrawn", _("%(by)s took back the fee of %(amount)s for %(date)s: %(reason)s")
)
messages.register("fee-waived", _("%(by)s waived a fee of %(date)s: %(reason)s"))
messages.register("fee-reinstated", _("%(by)s charges a fee of %(date)s again: %(reason)s"))
messages.register("payment-recorded", _("%(by)s recorded your payment of %(amount)s on %(date)s."))
messages.register(
    "payment-withdrawn",
    _("%(by)s took back your payment of %(amount)s on %(date)s: %(reason)s"),
)
messages.register(
    "fees-closed",
    _("The fees of %(month)s are closed: yours are %(total)s, still to be paid: %(due)s."),
)

for model in (ManualFee, Waiver, Payment, InstalmentPlan, ClosedStatement):
    shards.register(model, "staff_id", zone="staff_id")

proofs.register(
    "leave",
    _("Leave, breaks and fees"),
    proof.differences,
    {
        "used_minutes": _("Leave"),
        "pending_minutes": _("Leave that waits"),
        "available_minutes": _("Left of the quota"),
        "late_minutes": _("Minutes late"),
        "break_seconds": _("Seconds of breaks"),
        "over_seconds": _("Seconds past the allowance"),
        "fees": _("Fees"),
        "closed": _("Fees of a closed month"),
        "paid": _("Payment in dollars"),
        "is_active": _("Holds hours"),
        "is_pending": _("Waits"),
        "ended_at": _("End of a break"),
        "leave_events": _("Changes of leave that feeds go by"),
    },
)
