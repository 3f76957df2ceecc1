"""Whether every deposit has the submission that keeps it from being recorded twice (SE-7)."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne

from crm.mongo.rows import collection, current_session
from omset.locks import recounts_due
from omset.models import OmsetRecord, Submission
from omset.models.submissions import submission_row

READ_AT_ONCE = 5000
# What was written in one transaction with its record, and what an import writes before it.
IMPORT_KEY = re.compile(r"^(import|record):")
# What a submission is made of, of a stored deposit.
SUBMITTED_FIELDS = (
    *("staff_id", "product_id", "date", "customer_id"),
    *("nominal", "multiplier", "note", "idempotency_key"),
)


def without_submission(rows: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stored deposits whose key stands for no deposit, or for another one."""
    keys = [row["idempotency_key"] for row in rows]
    submissions = collection(Submission).find({"_id": {"$in": keys}}, session=current_session())
    records = {row["_id"]: row["record_id"] for row in submissions}
    return [row for row in rows if records.get(row["idempotency_key"]) != row["_id"]]


def write_submissions(rows: Iterable[dict[str, Any]]) -> None:
    """Let the keys of these stored deposits stand for them."""
    submissions = [submission_row(row) for row in rows]
    writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in submissions]
    if writes:
        collection(Submission).bulk_write(writes, ordered=False, session=current_session())


def keys_without_record() -> Iterator[str]:
    """The keys whose deposit is not there: each a loss, unless an import was killed before it.

    Reads the ledger outside of a transaction, so what is missing is looked for twice. While an
    import runs its own keys say nothing.
    """
    importing = bool(recounts_due())
    rows = collection(Submission).find({}, ("record_id",)).batch_size(READ_AT_ONCE)
    while part := list(islice(rows, READ_AT_ONCE)):
        for row in _without_record(part):
            if not (importing and IMPORT_KEY.match(row["_id"])):
                yield row["_id"]


def free_key(key: str) -> None:
    """Let the row of a killed import be imported again; a form's key stays as the proof it is."""
    if IMPORT_KEY.match(key):
        collection(Submission).delete_one({"_id": key})


def record_of(key: str) -> ObjectId | None:
    """Which deposit a key stands for."""
    row = collection(Submission).find_one({"_id": key}, session=current_session())
    return row["record_id"] if row else None


def submit_older_records() -> int:
    """Write the submissions that are missing, of records from before there were any.

    Returns how many. In small steps outside of a transaction: each may be repeated.
    """
    written = 0
    for rows in _unsubmitted():
        write_submissions(rows)
        written += len(rows)
    return written


def count_unsubmitted() -> int:
    """How many records have no submission yet."""
    return sum(len(rows) for rows in _unsubmitted())


def _unsubmitted() -> Iterator[list[dict[str, Any]]]:
    rows = collection(OmsetRecord).find({}, SUBMITTED_FIELDS).batch_size(READ_AT_ONCE)
    while part := list(islice(rows, READ_AT_ONCE)):
        yield without_submission(part)


def _without_record(submissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    stored = _stored_ids(submissions)
    missing = [row for row in submissions if row["record_id"] not in stored]
    if not missing:
        return []
    # Removed for good, or written, meanwhile.
    keys = [row["_id"] for row in missing]
    again = list(collection(Submission).find({"_id": {"$in": keys}}, ("record_id",)))
    stored = _stored_ids(again)
    return [row for row in again if row["record_id"] not in stored]


def _stored_ids(submissions: list[dict[str, Any]]) -> set[ObjectId]:
    ids = [row["record_id"] for row in submissions]
    return {row["_id"] for row in collection(OmsetRecord).find({"_id": {"$in": ids}}, ("_id",))}
