"""What a run that was killed has left of customers who were forgotten before it could ask again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.database import Database

from crm.audit.models import Event
from crm.staff.models import User
from omset.models import OmsetRecord, Submission

RECORDS, SUBMISSIONS = OmsetRecord._meta.db_table, Submission._meta.db_table
# By which a stored deposit still is what its row says.
SAID = ("batch", "customer_id", "customer_key", "note")


def remove_unfinished(database: Database, rows: Sequence[dict[str, Any]]) -> None:
    """Take out the deposits of `rows`, all of them of forgotten customers, that name them still
    and that no finished run of their import has brought.

    Whoever was forgotten while such a run stored them has looked for them before they were there,
    and the run did not live to look once more. What a finished run has brought was there in time:
    it has the pseudonym, or will have it.
    """
    for record in _still_named(database, rows):
        place = {name: record[name] for name in ("_id", "staff_id", "date", *SAID)}
        if database[RECORDS].delete_one(place).deleted_count:
            database[SUBMISSIONS].delete_one({"_id": record["idempotency_key"]})


def _still_named(database: Database, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if not rows:
        return
    by_key = {row["idempotency_key"]: row for row in rows}
    submissions = database[SUBMISSIONS].find({"_id": {"$in": list(by_key)}})
    ids = [submission["record_id"] for submission in submissions]
    ended = _last_ends(rows[0]["batch"]) if ids else {}
    for record in database[RECORDS].find({"_id": {"$in": ids}}):
        row, end = by_key.get(record["idempotency_key"]), ended.get(record["staff_id"])
        is_as_sent = row is not None and all(record[name] == row[name] for name in SAID)
        if is_as_sent and (end is None or record["created_at"] > end.replace(tzinfo=None)):
            yield record


def _last_ends(batch: str) -> dict[ObjectId, datetime]:
    """When a run of the import has last ended for each staff member, by history."""
    events = Event.objects.filter(subject=ObjectId(batch), verb="import")
    ends = dict[str, datetime]()
    for event in events:
        name = event.after["staff"]
        ends[name] = max(event.at, ends.get(name, event.at))
    accounts = User.objects.filter(username__in=list(ends)).values_list("pk", "username")
    return {pk: ends[name] for pk, name in accounts}
