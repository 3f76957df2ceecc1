"""Figures that a batch was killed before: made at night at the latest (LX-10)."""

from crm.registry.runs.nightly import NightlyStep
from loyalty.imports.after import follow_due
from loyalty.models import Programme


def make_due_figures() -> NightlyStep:
    """Make the figures of all batches that are due."""
    made = sum(follow_due(programme) for programme in Programme.objects.order_by("name_key"))
    line = f"Loyalty: figures of {made:,} imports made."
    return NightlyStep("loyalty figures", {"imports": made}, line)
