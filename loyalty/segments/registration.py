"""What segments bring: a part of the night, and how runs are proven."""

from django.utils.translation import gettext_lazy as _

from crm.registry.runs import nightly, proofs
from loyalty.segments.night import compute_for_yesterday
from loyalty.segments.proof import wrong_runs

nightly.register(70, "segments", compute_for_yesterday)
proofs.register(
    "loyalty_runs",
    _("Runs of RFM"),
    wrong_runs,
    {
        "run_buyers": _("buyers"),
        "run_value": _("what they bought for"),
        "run_cells": _("buyers of each cell"),
        "run_fingerprint": _("fingerprint of the purchases"),
    },
)
