"""What rewards bring: pages, the queue of redemptions, texts, a part of the night, the proof."""

from django.utils.translation import gettext_lazy as _

import loyalty.rewards.receivers  # noqa: F401
from crm.notifications import messages
from crm.registry import history_words, menu, queues, secret_addresses
from crm.registry.menu import MenuEntry
from crm.registry.queues import Queue
from crm.registry.runs import jobs, nightly, proofs
from loyalty import pages
from loyalty.models import Redemption
from loyalty.overview import cards
from loyalty.rewards.night import expire_all
from loyalty.rewards.overview import redemption_cards
from loyalty.rewards.proof import wrong_redemptions
from loyalty.rewards.redemptions.mails import mail_decision

secret_addresses.register("/loyalty/redemptions/use/")
history_words.register(
    {"loyalty.reward": _("Reward"), "loyalty.redemption": _("Redemption")},
    {
        "retire reward": _("Retired"),
        "offer again": _("Offered again"),
        "use redemption": _("Used"),
        "renew code": _("New code"),
        "expire redemption": _("Expired"),
    },
)
pages.register("loyalty_rewards", _("Rewards"), 89)
pages.register("redemptions", _("Redemptions"), 90)
pages.register("redemption_use", _("Use of redemptions"), 91)
menu.register("loyalty", 60, MenuEntry("loyalty:rewards", "package", _("Rewards")))
menu.register("loyalty", 62, MenuEntry("loyalty:redemptions", "gift", _("Redemptions")))
menu.register("loyalty", 64, MenuEntry("loyalty:redemption_find", "badge-check", _("Use a code")))
menu.register_other(
    MenuEntry("loyalty:reward_new", "package", _("New reward")),
    MenuEntry("loyalty:reward_figures", "chart-column", _("Figures of rewards")),
)
cards.register(25, redemption_cards)
queues.register(
    91,
    Queue(
        page="redemptions",
        view="loyalty:redemptions",
        decided_at="loyalty:redemption_approve",
        label=_("Redemptions to decide"),
        waiting=Redemption.objects.waiting,
        query="?status=pending",
    ),
)
messages.register(
    "redemption-requested",
    _("A loyalty member asks for %(reward)s, %(points)s points"),
    decided_at="loyalty:redemption_approve",
)
jobs.register("mail-decision", _("Mails to members of what was decided"), mail_decision)
nightly.register(64, "redemptions", expire_all)
proofs.register(
    "loyalty_redemptions",
    _("Stock, uses and prices of redemptions"),
    wrong_redemptions,
    {
        "reward_taken": _("redemptions of a reward"),
        "redemption_uses_left": _("uses left of a redemption"),
        "redemption_paid": _("points that a redemption has taken"),
    },
)
