"""What analytics brings: its page in the menu, and how its sums are proven."""

from django.utils.translation import gettext_lazy as _

from crm.registry import menu
from crm.registry.menu import MenuEntry
from crm.registry.runs import proofs
from loyalty import pages
from loyalty.analytics.batches import recount_days, sum_lines
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.imports import after
from loyalty.imports.after import BatchReceiver

after.register("analytics", BatchReceiver(prepare=sum_lines, follow=recount_days))
pages.register("loyalty_analytics", _("Loyalty analytics"), 85)
menu.register("loyalty", 60, MenuEntry("loyalty:analytics", "chart-column", _("Analytics")))
proofs.register(
    "loyalty_sales",
    _("Sums of sales lines"),
    wrong_sales_totals,
    {
        "lines": _("lines"),
        "amount": _("amount in cents"),
        "quantity": _("quantity in ten-thousandths"),
        "points": _("points"),
        "stated": _("lines that state points"),
        "numbers": _("buyers by their numbers"),
        "amounts": _("amounts by department"),
    },
)
proofs.register(
    "loyalty_receipts",
    _("Sums of receipts"),
    wrong_receipt_days,
    {
        "by_hour": _("by hour"),
        "by_payment": _("by payment"),
        "buyers": _("buyers"),
    },
)
