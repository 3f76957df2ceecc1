"""Whether every deposit has the submission that keeps it from being recorded twice (SE-7)."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo import ReplaceOne

from crm.mongo.rows import collection, current_session
from omset.models import OmsetRecord, Submission
from omset.models.submissions import submission_row

BATCH = 5000
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
    rows = collection(OmsetRecord).find({}, SUBMITTED_FIELDS).batch_size(BATCH)
    while part := list(islice(rows, BATCH)):
        yield without_submission(part)
