"""From which segment to which the buyers of two runs went (LF-9)."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.cache import cache

from crm.mongo.rows import collection
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.movement import ABSENT, Move, moves_between
from loyalty.rules.rfm.segments import Segment
from loyalty.segments.stored import FIGURES

MOST_RUNS = 60
KEPT = timedelta(days=30)


def movement_between(
    before: SegmentRun, after: SegmentRun, keys: list[str] | None = None
) -> Mapping[Move, int]:
    """How many buyers went where; with `keys` of these alone.

    Of all buyers it is kept: the two runs do not change.
    """
    if keys is not None:
        return moves_between(_segments(before, keys), _segments(after, keys))
    name = f"segments-{before.pk}-{after.pk}"
    kept = cache.get(name)
    if kept is None:
        moves = moves_between(_segments(before, None), _segments(after, None))
        kept = [[_text(was), _text(became), buyers] for (was, became), buyers in moves.items()]
        cache.set(name, kept, int(KEPT.total_seconds()))
    return {(_segment(was), _segment(became)): buyers for was, became, buyers in kept}


def earlier_runs(run: SegmentRun) -> list[SegmentRun]:
    """The runs with which one can be compared: of the same window, the newest first."""
    runs = SegmentRun.objects.whole().filter(programme_id=run.programme_id, months=run.months)
    earlier = runs.exclude(pk=run.pk).filter(day__lte=run.day).defer(*FIGURES)
    return list(earlier.newest_first()[:MOST_RUNS])


def _segments(run: SegmentRun, keys: list[str] | None) -> dict[str, Segment]:
    match: dict = {"run_id": run.pk}
    if keys is not None:
        match["buyer"] = {"$in": keys}
    fields = {"_id": False, "buyer": True, "segment": True}
    rows = collection(SegmentedBuyer).find(match, fields, batch_size=10_000)
    return {row["buyer"]: Segment(row["segment"]) for row in rows}


def _text(segment: Segment | None) -> str:
    return "" if segment is ABSENT else segment.value


def _segment(text: str) -> Segment | None:
    return Segment(text) if text else ABSENT
