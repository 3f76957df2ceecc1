"""Removing deposits and getting them back (OM-10)."""

from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from omset.ledger import TRACKED, check_version, recheck_conflict, write
from omset.models import OmsetRecord, Status


class NotInTrash(Exception):
    """Only a deleted record can be restored or purged."""


@transactional
def delete(pk, *, by, version: int | None = None) -> None:
    """Move a record to the trash and recount; nothing happens to one that is there or gone.

    Raises StaleVersion.
    """
    record = OmsetRecord.objects.live().filter(pk=pk).first()
    if record is None:
        return
    check_version(record, version)
    before = facts(record, TRACKED)
    record.is_deleted = True
    record.deleted_at, record.deleted_by_name = timezone.now(), by.name
    write(record, "delete", by=by, before=before)


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
    record = OmsetRecord.objects.trashed().filter(pk=pk).first()
    if record is None:
        raise NotInTrash
    return record
