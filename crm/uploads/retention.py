"""The end of stored files, and what does not fit together: bytes without a row, rows without."""

from dataclasses import dataclass, field
from datetime import timedelta

from bson import ObjectId
from django.db.models import Q
from django.utils import timezone

from crm.registry.runs.nightly import NightlyStep
from crm.uploads.models import State, Upload
from crm.uploads.receiving import LONGEST_SECONDS
from crm.uploads.store import CHUNK_BYTES, chunks, files, remove, remove_bytes

# Longer than any can take: what still arrives then never will.
ABANDONED_AFTER = timedelta(seconds=2 * LONGEST_SECONDS)


@dataclass
class Mismatches:
    """Ids of bytes that no row knows, and of rows whose bytes are not all there."""

    bytes_without_row: list[ObjectId] = field(default_factory=list)
    rows_without_bytes: list[ObjectId] = field(default_factory=list)


def end_retention() -> NightlyStep:
    """Remove the files past their 30 days, those that never arrived in full, and mismatches.

    A row without its bytes is a loss: the night says so.
    """
    over = over_ids()
    for pk in over:
        remove(pk)
    mismatches = find_mismatches()
    for pk in mismatches.bytes_without_row:
        remove_bytes(pk)
    for pk in mismatches.rows_without_bytes:
        remove(pk)
    strays, lost = len(mismatches.bytes_without_row), len(mismatches.rows_without_bytes)
    facts = {"removed": len(over), "bytes_without_row": strays, "rows_without_bytes": lost}
    line = f"Uploads: {len(over):,} removed; {strays:,} without a row, {lost:,} without bytes."
    return NightlyStep("uploads", facts, line, well=not lost)


def over_ids() -> list[ObjectId]:
    """What is to be removed: expired, half removed, or never arrived to its end."""
    now = timezone.now()
    abandoned = Q(state=State.ARRIVING, created_at__lt=now - ABANDONED_AFTER)
    over = Q(expires_at__lte=now) | Q(state=State.REMOVING) | abandoned
    return list(Upload.objects.filter(over).values_list("pk", flat=True))


def find_mismatches() -> Mismatches:
    """What does not fit together; changes nothing."""
    # First the bytes: the row of a file is there before them and goes behind them.
    counts = {
        row["_id"]: row["chunks"]
        for row in chunks().aggregate([{"$group": {"_id": "$files_id", "chunks": {"$sum": 1}}}])
    }
    listed = set(files().distinct("_id"))
    rows = {upload.pk: upload for upload in Upload.objects.all()}
    suspects = [
        upload
        for upload in rows.values()
        if counts.get(upload.pk, 0) != _chunk_count(upload) or upload.pk not in listed
    ]
    return Mismatches(
        bytes_without_row=sorted((counts.keys() | listed) - rows.keys()),
        rows_without_bytes=[upload.pk for upload in suspects if _is_lost(upload.pk)],
    )


def _is_lost(pk: ObjectId) -> bool:
    """Whether a stored file has not all its bytes, looked at once more: it may just have come."""
    upload = Upload.objects.filter(pk=pk, state=State.STORED).first()
    if upload is None:
        return False
    stored = chunks().count_documents({"files_id": pk})
    return stored != _chunk_count(upload) or not files().count_documents({"_id": pk})


def _chunk_count(upload: Upload) -> int:
    return -(-upload.size // CHUNK_BYTES)
