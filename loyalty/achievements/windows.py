"""Tiers that change by the calendar: what was bought has left the window (LP-16)."""

from django.utils import timezone

from crm.registry.runs.nightly import NightlyStep
from loyalty.achievements.night import recount_everybody
from loyalty.achievements.recount import WINDOW
from loyalty.models import Programme
from loyalty.programmes.reads import terms_on


def move_windows() -> NightlyStep:
    """Recount all members of each programme whose tiers go by a window.

    Every night: one that did not run is made up for by the next, and twice changes nothing.
    """
    count = 0
    for programme in Programme.objects.order_by("name_key"):
        terms = terms_on(programme, timezone.localdate())
        if terms and terms.tier_months:
            count += recount_everybody(programme, WINDOW)
    line = f"Tiers: {count:,} members recounted whose tier goes by a window."
    return NightlyStep("loyalty tier windows", {"members": count}, line)
