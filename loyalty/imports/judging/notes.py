"""What is said of single rows, kept beside the batch: why rejected, what was left out (LI-10)."""

import bson
from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.imports.judging.spool import RowSpool
from loyalty.models import NoteKind, RowNote

NOTES_AT_ONCE = 5_000


def write_notes(batch_number: int, notes: RowSpool) -> None:
    """Store what was judged of single rows; what an interrupted import has stored goes first.

    What differs from the members is stored with them.
    """
    stored = collection(RowNote)
    kinds = [NoteKind.REJECTED.value, NoteKind.REPAIRED.value, NoteKind.REMARK.value]
    stored.delete_many({"batch_number": batch_number, "kind": {"$in": kinds}})
    for part in notes.parts(NOTES_AT_ONCE):
        stored.insert_many(
            [_stored(batch_number, encoded) for _row, encoded in part], ordered=False
        )


def remove_notes(batch_number: int) -> None:
    """Remove all that is said of the rows of a batch."""
    collection(RowNote).delete_many({"batch_number": batch_number})


def forget_cards(cards: list[str]) -> int:
    """Remove what rows say of cards whose member is erased (LM-15); how many notes went."""
    those = {"card": {"$in": cards}}
    return collection(RowNote).delete_many(those, session=current_session()).deleted_count


def _stored(batch_number: int, encoded: bytes) -> dict:
    return {"_id": ObjectId(), "batch_number": batch_number} | bson.decode(encoded)
