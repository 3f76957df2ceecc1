"""Computing a run and keeping it (LF-7). A run stays as it was; what changes makes another."""

from datetime import date

from bson import ObjectId
from django.db import IntegrityError

from crm.audit.record import note_event
from crm.mongo.rows import collection
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.witness.verbs import witness
from loyalty.models import Programme, SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.runs import Run, first_day_of_window, run_of
from loyalty.rules.rfm.segments import ScoredBuyer
from loyalty.segments.purchases import counted_purchases
from loyalty.segments.stored import buyer_document, run_document, scored_buyer


def compute(
    programme: Programme, day: date, *, by: User | None, months: int | None = None
) -> SegmentRun | None:
    """Score all buyers of a programme as of a day, and keep it; None if nobody has bought.

    The same purchases make the same run: it is kept once, and that one is returned.
    """
    since = first_day_of_window(day, months) if months else None
    run = run_of(day, counted_purchases(programme, day, since), months)
    if run is None:
        return None
    same = SegmentRun.objects.filter(
        programme=programme, day=day, months=months or 0, fingerprint=run.fingerprint
    )
    if kept := same.first():
        return kept
    run_id = ObjectId()
    buyers = collection(SegmentedBuyer)
    rows = [buyer_document(run_id, each, run.prints[each.buyer.key]) for each in run.scored]
    buyers.insert_many(rows, ordered=False)
    try:
        return _keep(run_id, programme, run, by)
    except IntegrityError:
        # Somebody else has computed the same meanwhile.
        buyers.delete_many({"run_id": run_id})
        return same.get()


def scored_buyers(run: SegmentRun) -> list[ScoredBuyer]:
    """All buyers of a run, in the order of their keys."""
    rows = collection(SegmentedBuyer).find({"run_id": run.pk}, sort=[("buyer", 1)])
    return [scored_buyer(row) for row in rows]


@transactional
def _keep(run_id: ObjectId, programme: Programme, run: Run, by: User | None) -> SegmentRun:
    kept = SegmentRun(
        pk=run_id,
        programme=programme,
        day=run.day,
        months=run.months or 0,
        **run_document(run),
    )
    kept.save(force_insert=True)
    after = {"day": run.day.isoformat(), "buyers": kept.buyers}
    note_event(programme, "compute segments", by=by, after=after)
    witness("segments computed")
    return kept
