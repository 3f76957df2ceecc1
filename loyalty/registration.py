"""What loyalty brings: each wing registers its own; how numbers are proven, customers forgotten."""

from django.utils.translation import gettext_lazy as _

import loyalty.accounts.registration
import loyalty.achievements.registration
import loyalty.analytics.registration
import loyalty.imports.registration
import loyalty.members.registration
import loyalty.notices.registration
import loyalty.points.registration
import loyalty.programmes.registration
import loyalty.rewards.registration
import loyalty.segments.registration
import loyalty.stores.registration  # noqa: F401
from crm.registry import customers, gauges, history_words
from crm.registry.customers import Eraser
from crm.registry.runs import proofs
from loyalty.forgotten_customers import erase_in_loyalty, keys_in_loyalty, names_in_loyalty
from loyalty.gauges import loyalty_gauges
from loyalty.history_words import LISTS, SUBJECTS, VERBS
from loyalty.members.search.terms import wrong_terms

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
gauges.register("loyalty", loyalty_gauges)
customers.register_eraser(60, Eraser(names_in_loyalty, erase_in_loyalty, keys_in_loyalty))
