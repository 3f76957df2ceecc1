"""What the witness remembers of an upload of members, by its id (LW-1, LW-5)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection
from crm.witness.counting import NEWEST
from members.databases.pool import BY_ID
from members.imports.part.documents import ids_of
from members.models import MemberImport, MemberRow, UploadState

# The kind of its batches.
UPLOADS = "uploads"
# What has brought rows that stay.
ENDED = (UploadState.DONE.value, UploadState.CANCELLED.value, UploadState.UNDONE.value)


def count_upload(key: str) -> int:
    """How many of its rows there are, whoever has them."""
    match = _rows_of(key)
    return collection(MemberRow).count_documents(match, hint=BY_ID) if match else 0


def fingerprint_of_upload(key: str) -> str:
    """Over which rows they are: an id holds the upload and the row of its file."""
    match, digest = _rows_of(key), sha256()
    if match:
        order = [("_id", 1)]
        rows = collection(MemberRow).find(match, {"_id": True}, hint=BY_ID).sort(order)
        for row in rows.batch_size(10_000):
            digest.update(row["_id"].binary)
    return digest.hexdigest()


def newest_uploads() -> Iterator[str]:
    """The keys of those that ended last."""
    ended = MemberImport.objects.filter(state__in=ENDED, reached__gt=0)
    newest = ended.order_by("-created_at", "-id").values_list("pk", flat=True)
    return (str(pk) for pk in newest[:NEWEST])


def _rows_of(key: str) -> dict[str, Any] | None:
    pk = ObjectId(key)
    places = MemberImport.objects.filter(pk=pk).values_list("database_id", flat=True)
    database_id = places.first()
    return {"database_id": database_id, "_id": ids_of(pk)} if database_id else None
