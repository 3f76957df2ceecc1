"""Deciding about deposits that wait (OM-7, OM-8)."""

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import facts
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from omset.ledger.entries import TRACKED, check_version, write
from omset.ledger.second_person import is_unseen
from omset.locks import lock_owner_after_collision
from omset.models import OmsetRecord, Status


class NotPending(Exception):
    """Only a pending record outside the trash can be decided; somebody may have been faster."""


class OwnRecord(Exception):
    """Nobody decides about their own deposit."""


@transactional
def approve(pk: ObjectId, *, by: User, version: int | None = None) -> OmsetRecord:
    """Let a pending record count, recount its group and tell its owner.

    Raises NotPending, OwnRecord, SamePerson, or StaleVersion if it changed since `by` looked at it.
    """
    return _decide(pk, Status.APPROVED, "approve", by, version)


@transactional
def decline(pk: ObjectId, *, by: User, reason: str, version: int | None = None) -> OmsetRecord:
    """Keep a pending record as declined, never counted, and tell its owner why.

    Raises NotPending, OwnRecord, SamePerson, StaleVersion.
    """
    return _decide(pk, Status.DECLINED, "decline", by, version, reason)


def pending_count(user: User, limit: int | None = None) -> int:
    """How many of the records that `user` may see wait, counted up to `limit` (NO-4)."""
    return OmsetRecord.objects.pending().visible_to(user)[:limit].count()


def _decide(
    pk: ObjectId, status: Status, verb: str, by: User, version: int | None, reason: str = ""
) -> OmsetRecord:
    sequence = lock_owner_after_collision(pk)
    record = first_stored(OmsetRecord, {"_id": pk})
    if record is None or record.is_deleted or not record.is_pending:
        raise NotPending
    if record.staff_id == by.pk:
        raise OwnRecord
    check_version(record, version)
    record.is_unseen = False
    before = facts(record, TRACKED)
    record.is_unseen = is_unseen(record, by)
    record.status = status
    record.decline_reason = reason
    record.decided_by_name, record.decided_at = by.name, timezone.now()
    sequence = write(record, verb, by=by, before=before, reason=reason, sequence=sequence)
    _tell_owner(record, by, reason, sequence)
    return record


def _tell_owner(record: OmsetRecord, by: User, reason: str, sequence: int) -> None:
    notify(
        [record.staff_id],
        f"omset-{record.status}",
        record.get_absolute_url(),
        sequence,
        customer=record.customer_id,
        date=record.date.isoformat(),
        by=by.name,
        reason=reason or "-",
    )
