"""A run a night for each programme, for the day before (LF-7)."""

from datetime import timedelta

from django.utils import timezone

from crm.registry.runs.nightly import NightlyStep
from loyalty.models import Programme, SegmentRun
from loyalty.segments.changes import has_changed
from loyalty.segments.runs import compute

# So many of a programme's newest runs are compared with what they were made of.
COMPARED = 3


def compute_for_yesterday() -> NightlyStep:
    """Score the buyers of each programme as of yesterday, and mark the last runs that changed."""
    yesterday = timezone.localdate() - timedelta(days=1)
    programmes = list(Programme.objects.order_by("name_key"))
    runs = [run for each in programmes if (run := compute(each, yesterday, by=None))]
    changed = sum(has_changed(run) for each in programmes for run in _newest(each))
    facts = {"day": yesterday.isoformat(), "runs": len(runs), "changed": changed}
    line = f"Segments: {len(runs):,} runs for {yesterday}; numbers behind {changed:,} have changed."
    return NightlyStep("segments", facts, line)


def _newest(programme: Programme) -> list[SegmentRun]:
    runs = SegmentRun.objects.whole().filter(programme=programme).select_related("programme")
    return list(runs.newest_first()[:COMPARED])
