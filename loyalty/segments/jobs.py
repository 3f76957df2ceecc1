"""A run that somebody asks for: at once, or by a worker if there is much to read."""

from datetime import date

from bson import ObjectId

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import collection, midnight
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.imports.rows.counted import counted_receipts
from loyalty.imports.rows.purchase_months import months_of_lines
from loyalty.models import Programme, Receipt, SegmentRun
from loyalty.programmes.reads import product_ids
from loyalty.segments.runs import compute
from omset.models import OmsetRecord

# A page computes as many deposits, or receipts, as it reads in half a second.
MOST_AT_ONCE = 10_000


class NoBuyers(Exception):
    """Nobody has bought in the programme up to that day."""


@job
def compute_segments(
    context: JobContext, programme: str, day: str, months: int, by: str
) -> dict[str, str]:
    """Score the buyers; the same purchases make one run, however often this is begun."""
    run = compute(
        Programme.objects.get(pk=ObjectId(programme)),
        date.fromisoformat(day),
        by=User.objects.get(pk=ObjectId(by)),
        months=months or None,
    )
    return {"run": str(run.pk) if run else ""}


def ask_for_run(programme: Programme, day: date, *, months: int, by: User) -> SegmentRun | None:
    """The run, or None if a worker makes it. Raises NoBuyers."""
    if _is_much(programme, day):
        _ask(programme, day, months, by)
        return None
    run = compute(programme, day, by=by, months=months or None)
    if run is None:
        raise NoBuyers
    return run


@transactional
def _ask(programme: Programme, day: date, months: int, by: User) -> None:
    # Another key each time: purchases may have changed since the last one.
    asked = compute_segments.keyed(f"segments-{ObjectId()}")
    asked.enqueue(programme=str(programme.pk), day=day.isoformat(), months=months, by=str(by.pk))


def _is_much(programme: Programme, day: date) -> bool:
    """Lines always are: a month of them has some hundred thousand."""
    deposits = {"product_id": {"$in": product_ids(programme)}, "date": {"$lte": midnight(day)}}
    rows = ((OmsetRecord, deposits), (Receipt, counted_receipts(programme)))
    return bool(months_of_lines(programme)) or any(
        collection(model).count_documents(match, limit=MOST_AT_ONCE + 1) > MOST_AT_ONCE
        for model, match in rows
    )
