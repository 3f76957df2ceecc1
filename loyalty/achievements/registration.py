"""What achievements bring: the page of challenges, words of history, proof, a part of the night."""

from django.utils.translation import gettext_lazy as _

import loyalty.achievements.receivers  # noqa: F401
from crm.registry import history_words, menu
from crm.registry.menu import MenuEntry
from crm.registry.runs import nightly, proofs
from loyalty import pages
from loyalty.achievements.night import recount_by_new_terms
from loyalty.achievements.proof import repair_achievements, wrong_achievements
from loyalty.achievements.windows import move_windows

pages.register("loyalty_challenges", _("Challenges"), 89)
menu.register("loyalty", 92, MenuEntry("loyalty:challenges", "trophy", _("Challenges")))
menu.register_other(MenuEntry("loyalty:challenge_new", "trophy", _("New challenge")))
history_words.register(
    {"loyalty.challenge": _("Challenge")},
    {
        "end challenge": _("Challenge ended"),
        "new terms": _("New terms"),
        "window": _("Tier window"),
    },
)
proofs.register(
    "loyalty_achievements",
    _("Tiers, badges and challenges of members"),
    wrong_achievements,
    {
        "tier": _("tier"),
        "badge": _("badge with its day"),
        "challenge": _("challenge with the day on which it was reached"),
    },
    repair=repair_achievements,
)
nightly.register(72, "loyalty achievements", recount_by_new_terms)
nightly.register(73, "loyalty tier windows", move_windows)
