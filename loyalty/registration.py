"""What loyalty brings: pages, how its numbers are proven, how a customer is forgotten in it."""

from django.utils.translation import gettext_lazy as _

import loyalty.segments.registration  # noqa: F401
from crm.registry import customers, history_words, menu, pages
from crm.registry.customers import Eraser
from crm.registry.menu import MenuEntry
from crm.registry.runs import proofs
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.forgotten_customers import erase_in_loyalty, names_in_loyalty
from loyalty.history_words import SUBJECTS, VERBS
from loyalty.members.terms import wrong_terms
from loyalty.overview import cards
from loyalty.overview.members import member_cards

history_words.register(SUBJECTS, VERBS)
proofs.register(
    "loyalty_members",
    _("Search terms of loyalty members"),
    wrong_terms,
    {
        "email_key": _("e-mail as it is compared"),
        "phone_key": _("phone as it is compared"),
        "terms": _("search terms"),
    },
)
proofs.register(
    "loyalty_sales",
    _("Sums of sales lines"),
    wrong_sales_totals,
    {
        "lines": _("lines"),
        "amount": _("amount in cents"),
        "quantity": _("quantity in thousandths"),
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
customers.register_eraser(60, Eraser(names_in_loyalty, erase_in_loyalty))

# The setting without which there is no loyalty; each of its pages is registered with it (LM-1).
SETTING = "LOYALTY"
pages.register("loyalty", _("Loyalty"), 80, setting=SETTING)
menu.register("loyalty", 10, MenuEntry("loyalty:overview", "badge-check", _("Loyalty overview")))
cards.register(10, member_cards)
