"""Points whose last day is over: one entry for what is left of each lot (LP-12)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.transaction import transactional
from loyalty.models import MemberPoints, Programme
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger
from loyalty.rules.points.deserved import Deserved
from loyalty.rules.points.entries import EntryReason

AT_ONCE = 100


def expire_all(programme: Programme) -> int:
    """Post what has expired by today of every member; how many entries. Again, or on two hosts,
    nothing more: each asks anew once it has the member's head."""
    return sum(_expire(programme, ids) for ids in _due(programme, timezone.localdate()))


@transactional
def _expire(programme: Programme, member_ids: list[ObjectId]) -> int:
    heads = lock_heads(programme, member_ids)
    ledger = _with_expired(programme, heads)
    return ledger.store() if ledger.added else 0


def expire_due(
    programme: Programme, heads: dict[ObjectId, dict[str, Any]]
) -> dict[ObjectId, dict[str, Any]]:
    """The same of members with locked heads, in the caller's transaction; the heads as they are."""
    ledger = _with_expired(programme, heads)
    if not ledger.added:
        return heads
    ledger.store()
    rows = collection(MemberPoints).find({"_id": {"$in": list(heads)}}, session=current_session())
    return {row["_id"]: row for row in rows}


def _with_expired(programme: Programme, heads: Mapping[ObjectId, Mapping[str, Any]]) -> Ledger:
    ledger = Ledger(programme, heads, Cause("expire"))
    for pk, head in heads.items():
        if not _is_due(head, ledger.today):
            continue
        for lot in ledger.lots_now(pk).due(ledger.today):
            why = Deserved(0, ledger.today)
            ledger.add(pk, lot.source, -lot.points, EntryReason.EXPIRED, why)
    return ledger


def _is_due(head: Mapping[str, Any], today: date) -> bool:
    return head["next_end"] is not None and head["next_end"] < midnight(today)


def _due(programme: Programme, today: date) -> Iterator[list[ObjectId]]:
    match = {"programme_id": programme.pk, "next_end": {"$lt": midnight(today)}}
    rows = collection(MemberPoints).find(match, {"_id": True})
    ids = sorted(row["_id"] for row in rows)
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
