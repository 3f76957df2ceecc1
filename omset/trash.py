"""Removing deposits and getting them back (OM-10)."""

from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from omset.ledger import TRACKED, check_version, recheck_conflict, write
from omset.models import OmsetRecord, Status


class NotInTrash(Exception):
    """Only a deleted record can be restored or purged."""


@transactional
def delete(pk, *, by, version: int | None = None) -> OmsetRecord:
    """Move a record to the trash and recount; a second time changes nothing.

    Raises StaleVersion.
    """
    record = OmsetRecord.objects.get(pk=pk)
    if record.is_deleted:
        return record
    check_version(record, version)
    before = facts(record, TRACKED)
    record.is_deleted = True
    record.deleted_at, record.deleted_by_name = timezone.now(), by.name
    return write(record, "delete", by=by, before=before)


@transactional
def restore(pk, *, by) -> OmsetRecord:
    """Bring a record back with its former status, or pending if a colleague holds the customer now.

    Raises NotInTrash.
    """
    record = _trashed(pk)
    before = facts(record, TRACKED)
    record.is_deleted = False
    record.deleted_at, record.deleted_by_name = None, ""
    if record.status == Status.APPROVED:
        recheck_conflict(record)
    return write(record, "restore", by=by, before=before)


@transactional
def purge(pk, *, by) -> None:
    """Remove a trashed record for good; its history stays. Raises NotInTrash."""
    record = _trashed(pk)
    note_event(record, "purge", by=by, before=facts(record, TRACKED))
    record.delete()


def _trashed(pk) -> OmsetRecord:
    record = OmsetRecord.objects.get(pk=pk)
    if not record.is_deleted:
        raise NotInTrash
    return record
