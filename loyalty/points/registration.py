"""What points bring: what they listen to, and how every balance is proven."""

from django.utils.translation import gettext_lazy as _

import loyalty.points.receivers  # noqa: F401
from crm.registry.runs import proofs
from loyalty.points.proof import wrong_points

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
