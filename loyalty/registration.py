"""What loyalty brings: pages, how its numbers are proven, how a customer is forgotten in it."""

from django.utils.translation import gettext_lazy as _

from crm.registry import customers, history_words, menu, pages
from crm.registry.customers import Eraser
from crm.registry.menu import MenuEntry
from crm.registry.runs import proofs
from loyalty.forgotten_customers import erase_in_loyalty, names_in_loyalty
from loyalty.history_words import SUBJECTS, VERBS
from loyalty.members.terms import wrong_terms
from loyalty.overview import cards
from loyalty.overview.members import member_cards
from loyalty.segments.runs import wrong_runs

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
    "loyalty_runs",
    _("Runs of RFM"),
    wrong_runs,
    {"buyers": _("buyers"), "buyers_value": _("what they bought for")},
)
customers.register_eraser(60, Eraser(names_in_loyalty, erase_in_loyalty))

# The setting without which there is no loyalty; each of its pages is registered with it (LM-1).
SETTING = "LOYALTY"
pages.register("loyalty", _("Loyalty"), 80, setting=SETTING)
menu.register("loyalty", 10, MenuEntry("loyalty:overview", "badge-check", _("Loyalty overview")))
cards.register(10, member_cards)
