"""What loyalty brings: each wing registers its own; how numbers are proven, customers forgotten."""

from django.utils.translation import gettext_lazy as _

import loyalty.accounts.registration
import loyalty.imports.registration
import loyalty.members.registration
import loyalty.programmes.registration
import loyalty.segments.registration
import loyalty.stores.registration  # noqa: F401
from crm.registry import customers, history_words
from crm.registry.customers import Eraser
from crm.registry.runs import proofs
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.forgotten_customers import erase_in_loyalty, names_in_loyalty
from loyalty.history_words import LISTS, SUBJECTS, VERBS
from loyalty.members.terms import wrong_terms

history_words.register(SUBJECTS, VERBS, LISTS)
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
