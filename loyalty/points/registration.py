"""What points bring: what they listen to, and how every balance is proven."""

from django.utils.translation import gettext_lazy as _

import loyalty.points.receivers  # noqa: F401
from crm.registry.runs import jobs, nightly, proofs
from loyalty.imports import after
from loyalty.imports.after import BatchReceiver
from loyalty.points.batches import post_batch
from loyalty.points.everybody import repair_points
from loyalty.points.night import end_of_day
from loyalty.points.proof import wrong_points

after.register("points", BatchReceiver(prepare=after.nothing, follow=post_batch))
jobs.register("repair-points", _("Posting of points for everybody"), repair_points)
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
)
