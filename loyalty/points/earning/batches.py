"""The points of an import, posted at its end, and taken back by its undo (LP-6, LI-6)."""

from collections.abc import Collection, Iterator
from typing import Any

from bson import ObjectId

from crm import calendar
from crm.audit.record import SYSTEM
from crm.mongo.rows import collection
from loyalty.models import (
    BatchState,
    Card,
    Dataset,
    ImportBatch,
    Member,
    Programme,
    Receipt,
    SalesLine,
    SalesMonth,
)
from loyalty.points.earning.settling import settle_all
from loyalty.points.everybody import repair
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.reads import versions_of
from loyalty.programmes.verbs import lock_programme
from loyalty.rules.programmes import StorePurchases, version_on
from loyalty.segments.purchases import days
from loyalty.segments.store_purchases import last_day


def post_batch(batch: ImportBatch) -> None:
    """Post for everybody whose purchases the batch adds, replaces or has taken back.

    It runs again after a crash in between, and finds then what is still to be posted.
    """
    is_back = batch.state in (BatchState.UNDOING, BatchState.UNDONE)
    if batch.dataset == Dataset.REGISTRY and is_back:
        # Who has gone deserves nothing, who is as before has no opening any more.
        if batch.state == BatchState.UNDONE:
            repair(batch.programme, Cause("undo import", batch.undone_by_name or SYSTEM))
        return
    # Whoever gives somebody a card at this moment waits, or sees what the batch has brought.
    lock_programme(batch.programme)
    by_name = batch.undone_by_name if is_back else batch.by_name
    cause = Cause("undo import" if is_back else "import", by_name or SYSTEM)
    settle_all(batch.programme, sorted(_members(batch)), cause)


def _members(batch: ImportBatch) -> set[ObjectId]:
    if batch.dataset == Dataset.REGISTRY:
        return _of_registry(batch)
    if batch.dataset == Dataset.RECEIPTS:
        return _of_cards(collection(Receipt).distinct("card", {"batches": batch.number}))
    return _of_cards(_cards_of_months(batch))


def _of_registry(batch: ImportBatch) -> set[ObjectId]:
    """Those it has made, and those whose opening it states first (LP-9)."""
    first: list[dict[str, Any]] = [{"created_by_batch": batch.number}]
    if batch.as_of:
        first.append({"opening_day": days(batch.as_of, batch.as_of)})
    own = {"programme_id": batch.programme_id, "registry_batch": batch.number, "$or": first}
    return {row["_id"] for row in collection(Member).find(own, {"_id": True})}


def _cards_of_months(batch: ImportBatch) -> Iterator[str]:
    """The cards of each month that the batch has, whose lines are the purchases (LP-3): those of
    its lines, of the lines before them, and of the receipts that do not count beside them."""
    months = collection(SalesLine).distinct("month", {"batch_number": batch.number})
    for month in _months_by_lines(batch.programme, months):
        stored = SalesMonth.objects.filter(pk=SalesMonth.id_of(batch.programme_id, month)).first()
        numbers = {batch.number}
        if stored:
            numbers |= {stored.batch_number or 0, *stored.earlier_batches}
        lines = {"batch_number": {"$in": sorted(numbers)}, "month": month}
        yield from collection(SalesLine).distinct("card", lines)
        last = last_day(month)
        within = days(calendar.first_day(last), last)
        match = {"programme_id": batch.programme_id, "day": within}
        yield from collection(Receipt).distinct("card", match)


def _months_by_lines(programme: Programme, months: Collection[int]) -> list[int]:
    versions = versions_of(programme)
    in_force = {month: version_on(last_day(month), versions) for month in months}
    return [
        month
        for month, version in in_force.items()
        if version and version.terms.store_purchases == StorePurchases.LINES
    ]


def _of_cards(cards: Collection[str] | Iterator[str]) -> set[ObjectId]:
    numbers = sorted(set(cards) - {""})
    rows = collection(Card).find({"_id": {"$in": numbers}}, {"member_id": True})
    return {row["member_id"] for row in rows}
