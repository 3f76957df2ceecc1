"""What points bring: what they listen to, and how every balance is proven."""

from django.utils.translation import gettext_lazy as _

import loyalty.points.receivers  # noqa: F401
from crm.registry import menu, queues
from crm.registry.menu import MenuEntry
from crm.registry.queues import Queue
from crm.registry.runs import jobs, nightly, proofs, schedules, witnessed
from crm.registry.runs.schedules import Every
from loyalty import pages
from loyalty.imports import after
from loyalty.imports.after import BatchReceiver
from loyalty.models import PointsEntry
from loyalty.overview import cards
from loyalty.points.earning.batches import post_batch
from loyalty.points.everybody import (
    WAITED,
    repair_all_points,
    repair_overdue_points,
    repair_points,
)
from loyalty.points.movements.adjustments import waiting_adjustments
from loyalty.points.night import end_of_day
from loyalty.points.overview import points_cards
from loyalty.points.proof import wrong_points

pages.register("loyalty_points", _("Points account"), 87)
pages.register("adjustments", _("Adjustments of points"), 87)
menu.register("loyalty", 45, MenuEntry("loyalty:points", "receipt", _("Points account")))
menu.register("loyalty", 94, MenuEntry("loyalty:adjustments", "pencil", _("Adjustments of points")))
queues.register(
    92,
    Queue(
        page="adjustments",
        view="loyalty:adjustments",
        decided_at="loyalty:adjustment_confirm",
        label=_("Adjustments of points to confirm"),
        waiting=waiting_adjustments,
    ),
)
cards.register(20, points_cards)
after.register("points", BatchReceiver(prepare=after.nothing, follow=post_batch))
jobs.register("repair-points", _("Posting of points for everybody"), repair_points)
jobs.register("overdue-points", _("Posting of points that are overdue"), repair_overdue_points)
schedules.register("overdue-points", Every(WAITED))
witnessed.count("points", _("entries of points"), PointsEntry, append_only=True)
nightly.register(66, "points", end_of_day)
proofs.register(
    "loyalty_points",
    _("Points of loyalty members"),
    wrong_points,
    {
        "posted": _("points posted"),
        "entries": _("entries"),
        "balance": _("balance"),
        "earned": _("earned"),
        "spent": _("spent"),
        "expired": _("expired"),
        "free_from": _("held until"),
        "next_end": _("next expiry"),
    },
    repair=repair_all_points,
)
