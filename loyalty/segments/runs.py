"""Computing a run and keeping it (LF-7). A run stays as it was; what changes makes another."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bson import Decimal128, ObjectId
from django.db import IntegrityError

from crm.audit.record import note_event
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection
from crm.mongo.transaction import transactional
from crm.registry.runs.proofs import StoredDifference
from crm.staff.models import User
from loyalty.models import Programme, SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.explanation import Explanation, explanation
from loyalty.rules.rfm.purchases import ZERO, Buyer
from loyalty.rules.rfm.runs import Run, run_on
from loyalty.rules.rfm.scores import Scores, Value, scale_of
from loyalty.rules.rfm.segments import ScoredBuyer, Segment
from loyalty.segments.purchases import deposits_until


def compute(
    programme: Programme, day: date, *, by: User | None, months: int | None = None
) -> SegmentRun | None:
    """Score all buyers of a programme as of a day, and keep it; None if nobody has bought.

    The same purchases make the same run: it is kept once, and that one is returned.
    """
    run = run_on(day, deposits_until(programme, day), months)
    if run is None:
        return None
    same = SegmentRun.objects.filter(
        programme=programme, day=day, months=months or 0, fingerprint=run.fingerprint
    )
    if kept := same.first():
        return kept
    run_id = ObjectId()
    buyers = collection(SegmentedBuyer)
    buyers.insert_many([_document(run_id, each) for each in run.scored], ordered=False)
    try:
        return _keep(run_id, programme, run, by)
    except IntegrityError:
        # Somebody else has computed the same meanwhile.
        buyers.delete_many({"run_id": run_id})
        return same.get()


def has_changed(run: SegmentRun) -> bool:
    """Whether the purchases behind a run are others by now (LF-7)."""
    now = run_on(run.day, deposits_until(run.programme, run.day), run.months or None)
    return now is None or now.fingerprint != run.fingerprint


def scored_buyers(run: SegmentRun) -> list[ScoredBuyer]:
    """All buyers of a run, in the order of their names."""
    rows = collection(SegmentedBuyer).find({"run_id": run.pk}, sort=[("buyer", 1)])
    return [
        ScoredBuyer(
            Buyer(row["buyer"], row["recency"], row["frequency"], to_decimal(row["value"])),
            Scores(row["recency_score"], row["frequency_score"], row["value_score"]),
            Segment(row["segment"]),
        )
        for row in rows
    ]


def explained(run: SegmentRun, buyer: str) -> Explanation | None:
    """Why a buyer is where they are in a run (LF-8); None for one whom it does not have."""
    buyers = [each.buyer for each in scored_buyers(run)]
    own = next((each for each in buyers if each.key == buyer), None)
    return explanation(own, scale_of(buyers)) if own else None


def wrong_runs() -> Iterator[StoredDifference]:
    """Every run whose buyers or value are not those of its rows."""
    sums = {"buyers": {"$sum": 1}, "value": {"$sum": "$value"}}
    rows = aggregate(SegmentedBuyer, [{"$group": {"_id": {"run": "$run_id"}, **sums}}])
    counted = {row["run"]: (row["buyers"], to_decimal(row["value"])) for row in rows}
    for run in SegmentRun.objects.select_related("programme"):
        buyers, value = counted.get(run.pk, (0, ZERO))
        where = f"{run.programme} {run.day}"
        if run.buyers != buyers:
            yield StoredDifference(where, "buyers", run.buyers, buyers)
        if run.value != value:
            yield StoredDifference(where, "buyers_value", run.value, value)


@transactional
def _keep(run_id: ObjectId, programme: Programme, run: Run, by: User | None) -> SegmentRun:
    kept = SegmentRun(
        pk=run_id,
        programme=programme,
        day=run.day,
        months=run.months or 0,
        buyers=len(run.scored),
        value=sum((each.buyer.value for each in run.scored), ZERO),
        beginnings=_beginnings(run),
        fingerprint=run.fingerprint,
    )
    kept.save(force_insert=True)
    after = {"day": run.day.isoformat(), "buyers": kept.buyers}
    note_event(programme, "compute segments", by=by, after=after)
    return kept


def _document(run_id: ObjectId, scored: ScoredBuyer) -> dict[str, Any]:
    buyer, scores, segment = scored
    return {
        "run_id": run_id,
        "buyer": buyer.key,
        "recency": buyer.recency,
        "frequency": buyer.frequency,
        "value": Decimal128(buyer.value),
        "recency_score": scores.recency,
        "frequency_score": scores.frequency,
        "value_score": scores.value,
        "segment": segment.value,
    }


def _beginnings(run: Run) -> dict[str, dict[str, str]]:
    """Recency as days, from the most of them on."""
    scale = run.scale
    recency = {score: -int(value) for score, value in scale.recency.beginnings().items()}
    axes: dict[str, Mapping[int, Value]] = {
        "recency": recency,
        "frequency": scale.frequency.beginnings(),
        "value": scale.value.beginnings(),
    }
    return {
        name: {str(score): str(value) for score, value in axis.items()}
        for name, axis in axes.items()
    }
