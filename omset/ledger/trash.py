"""Removing deposits, getting them back, and the end of the trash (OM-10, OM-11)."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Q
from django.utils import timezone

from crm.audit.record import SYSTEM, add_event, event_of, facts
from crm.mongo.rows import aggregate
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.ledger.entries import TRACKED, check_version, recheck, write
from omset.locks import lock_owner_after_collision, lock_staff
from omset.models import OmsetRecord, OmsetRecordQuerySet, Status
from omset.models.job_runs import PurgeRun
from omset.signals import LedgerEvent

RETENTION = timedelta(days=30)
# What history keeps of a record that is removed: also whose it was, who may go on reading it.
LEFT = (*TRACKED, "staff_id", "staff_name", "product_name")


class NotInTrash(Exception):
    """Only a deleted record can be restored or purged."""


@transactional
def delete(pk: ObjectId, *, by: User, version: int | None = None) -> OmsetRecord | None:
    """Move a record to the trash and recount; returns it.

    None, and nothing happens, if it is there or gone or not for `by` to see. Raises StaleVersion.
    """
    sequence = lock_owner_after_collision(pk)
    record = first_stored(OmsetRecord, {"_id": pk})
    if record is None or record.is_deleted or not record.is_visible_to(by):
        return None
    check_version(record, version)
    before = facts(record, TRACKED)
    record.is_deleted = True
    record.deleted_at, record.deleted_by_name = timezone.now(), by.name
    write(record, "delete", by=by, before=before, sequence=sequence)
    return record


@transactional
def restore(pk: ObjectId, *, by: User) -> OmsetRecord:
    """Bring a record back with its former status, or pending if a colleague holds the customer now.

    Raises NotInTrash.
    """
    sequence = lock_owner_after_collision(pk)
    record = _trashed(pk)
    before = facts(record, TRACKED)
    record.is_deleted = False
    record.deleted_at, record.deleted_by_name = None, ""
    if record.status == Status.APPROVED:
        recheck(record)
    write(record, "restore", by=by, before=before, sequence=sequence)
    return record


@transactional
def purge(pk: ObjectId, *, by: User) -> None:
    """Remove a trashed record for good; its history stays. Raises NotInTrash."""
    _remove(_trashed(pk), by)


class TrashState(NamedTuple):
    """The trash as a whole: how much is in it, how much of that past retention."""

    total: int
    expired: int
    last_run: PurgeRun | None


def state() -> TrashState:
    """What the trash holds now, and when retention was last enforced (OM-11)."""
    past = {"$cond": [{"$lt": ["$deleted_at", retention_ends()]}, 1, 0]}
    counts = {"total": {"$sum": 1}, "expired": {"$sum": past}}
    # Both from the index, without the records: the trash may be large.
    steps: list[dict] = [{"$match": {"is_deleted": True}}, {"$group": {"_id": {}} | counts}]
    [row] = aggregate(OmsetRecord, steps, hint="omset_trash") or [{"total": 0, "expired": 0}]
    expiries = PurgeRun.objects.filter(expired=True)
    return TrashState(row["total"], row["expired"], expiries.order_by("-started_at").first())


def retention_ends(now: datetime | None = None) -> datetime:
    """The moment: what was deleted before it has been in the trash for longer than RETENTION.

    An instant, compared with instants: no time zone takes part.
    """
    return (now or timezone.now()) - RETENTION


def expired() -> OmsetRecordQuerySet[OmsetRecord]:
    """The trashed records past retention."""
    return OmsetRecord.objects.trashed().filter(deleted_at__lt=retention_ends())


def purge_expired(*, by: User | None = None, seconds: float | None = None) -> PurgeRun:
    """Remove for good what is past retention, as `by` or the system; stops after `seconds`.

    Each in its own transaction, with its history. Writes and returns what was done (OM-11).
    """
    return _purge_all(Q(deleted_at__lt=retention_ends()), by, seconds, expired=True)


def empty(*, by: User, seen_at: datetime, seconds: float | None = None) -> PurgeRun:
    """The same for everything that was in the trash when the person looked at it (OM-10)."""
    return _purge_all(Q(deleted_at__lte=seen_at), by, seconds, expired=False)


def _purge_all(chosen: Q, by: User | None, seconds: float | None, *, expired: bool) -> PurgeRun:
    started_at = timezone.now()
    rows = OmsetRecord.objects.trashed().filter(chosen)
    pks = list(rows.order_by("deleted_at", "id").values_list("pk", flat=True))
    purged = sum(_purge_if(pk, chosen, by) for pk in _while_time(pks, seconds))
    return PurgeRun.objects.create(
        started_at=started_at,
        by_name=by.name if by else "",
        expired=expired,
        purged=purged,
        remaining=rows.count(),
    )


def _while_time(items: list[ObjectId], seconds: float | None) -> Iterator[ObjectId]:
    end = time.monotonic() + seconds if seconds is not None else None
    for item in items:
        if end is not None and time.monotonic() > end:
            return
        yield item


@transactional
def _purge_if(pk: ObjectId, chosen: Q, by: User | None) -> bool:
    """Whether it was still there and still to be removed: a restoration meanwhile wins."""
    record = OmsetRecord.objects.trashed().filter(chosen, pk=pk).first()
    if record is not None:
        _remove(record, by)
    return record is not None


def _remove(record: OmsetRecord, by: User | None) -> None:
    event = event_of(record, "purge", by=by, before=facts(record, LEFT))
    sequence = lock_staff(record.staff_id, event)
    add_event(event)
    actor = by.name if by else SYSTEM
    record.delete(event=LedgerEvent(verb="purge", actor=actor, sequence=sequence))


def _trashed(pk: ObjectId) -> OmsetRecord:
    record = first_stored(OmsetRecord, {"_id": pk})
    if record is None or not record.is_deleted:
        raise NotInTrash
    return record
