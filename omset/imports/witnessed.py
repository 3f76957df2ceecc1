"""What the witness remembers of an import of deposits, by its batch (LW-1, LW-5)."""

from hashlib import sha256

from crm.mongo.rows import collection
from crm.witness.counting import BatchKey
from crm.witness.verbs import rows_removed
from omset.models import OmsetRecord

# The kind of its batches.
BATCHES_OF_DEPOSITS = "deposits"
BY_BATCH = "omset_by_batch"


def count_batch(key: str) -> int:
    """How many deposits of the batch there are, those in the trash included."""
    return collection(OmsetRecord).count_documents(_of(key), hint=BY_BATCH)


def fingerprint_of_batch(key: str) -> str:
    """Over which deposits they are: what they say may be edited, and history proves that."""
    rows = collection(OmsetRecord).find(_of(key), {"_id": True}, hint=BY_BATCH)
    ids = sorted(row["_id"].binary for row in rows.batch_size(10_000))
    return sha256(b"".join(ids)).hexdigest()


def note_purged(batch: str) -> None:
    """A deposit goes for good; in the transaction that removes it."""
    if batch:
        rows_removed(BatchKey(BATCHES_OF_DEPOSITS, batch), 1)


def _of(key: str) -> dict[str, object]:
    return {"batch": {"$eq": key, "$gt": ""}}
