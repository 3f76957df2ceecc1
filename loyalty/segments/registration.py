"""What segments bring: a part of the night, and how runs are proven."""

from django.utils.translation import gettext_lazy as _

from crm.registry import menu, pages, status
from crm.registry.menu import MenuEntry
from crm.registry.runs import jobs, nightly, proofs
from crm.registry.status import Section
from loyalty.overview import cards
from loyalty.overview.segments import segment_cards
from loyalty.segments.jobs import compute_segments
from loyalty.segments.night import compute_for_yesterday
from loyalty.segments.proof import wrong_runs
from loyalty.segments.purchases import SOURCES
from loyalty.segments.store_purchases import STORE_SOURCES
from loyalty.segments.system_status import last_runs

# The setting without which there is no loyalty (LM-1).
pages.register("loyalty_segments", _("Segments"), 84, setting="LOYALTY")
menu.register("loyalty", 40, MenuEntry("loyalty:segments", "chart-pie", _("Segments")))
cards.register(40, segment_cards)
jobs.register("compute-segments", _("Scoring of buyers"), compute_segments)
SOURCES.extend(STORE_SOURCES)
status.register(50, Section("segments", "loyalty/segments/status.html", last_runs))
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
