"""What is done to jobs from outside: asking for one, cancelling it, trying a dead one again."""

import itertools
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from bson import ObjectId
from pymongo import ReturnDocument

from crm.jobs.leases import NOW
from crm.jobs.models import Job, State
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.signals import changed

# Of those of one instant; see docs/decisions/0012-jobs.md.
_sequence = itertools.count(1)


class Over(Exception):
    """The job is not as it was shown: it has ended, or it is not dead any more."""


@transactional
def ask(
    name: str, arguments: dict[str, Any], *, key: str, due_at: datetime | None
) -> dict[str, Any]:
    """Put a job into the queue, in the current transaction; the stored row.

    With a `key` that a job has already, nothing is written and that job's row returned.
    """
    key = key or uuid4().hex
    new = {
        "name": name,
        "arguments": {"$literal": arguments},
        "state": State.READY.value,
        "enqueued_at": NOW,
        "available_at": due_at or NOW,
        "sequence": next(_sequence),
    }
    row = collection(Job).find_one_and_update(
        {"key": key},
        # The fields of one that is there win.
        [{"$replaceWith": {"$mergeObjects": [_blank() | new, "$$ROOT"]}}],
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    return cast(dict[str, Any], row)


@transactional
def cancel(pk: ObjectId, *, by: User) -> None:
    """End a job that waits; let one that runs stop within two seconds. Raises Over."""
    job = _stored(pk, State.READY, State.RUNNING)
    if job.state == State.READY:
        _write(pk, {"state": State.CANCELLED.value, "available_at": None, "finished_at": NOW})
    else:
        _write(pk, {"cancel_requested": True})
    _tell(job, "cancel", by, State(job.state), State.CANCELLED)


@transactional
def try_again(pk: ObjectId, *, by: User) -> None:
    """Give a dead job three attempts more; it goes on behind what it has reached. Raises Over."""
    _begin_again(pk, by, State.DEAD)


@transactional
def go_on(pk: ObjectId, *, by: User) -> None:
    """The same for a job that what it works on waits for: also for one that was cancelled. Such a
    job has no other way back: its key is its own. Raises Over."""
    _begin_again(pk, by, State.DEAD, State.CANCELLED)


def _begin_again(pk: ObjectId, by: User, *states: State) -> None:
    job = _stored(pk, *states)
    afresh = {"attempts": 0, "finished_at": None, "cancel_requested": False, "error": ""}
    _write(pk, {"state": State.READY.value, "available_at": NOW} | afresh)
    _tell(job, "try again", by, State(job.state), State.READY)


def _blank() -> dict[str, Any]:
    """A new row's other columns."""
    blank = Job()
    fields = (field for field in Job._meta.concrete_fields if not field.primary_key)
    return {str(field.column): {"$literal": getattr(blank, field.attname)} for field in fields}


def _stored(pk: ObjectId, *states: State) -> Job:
    job = first_stored(Job, {"_id": pk, "state": {"$in": [state.value for state in states]}})
    if job is None:
        raise Over
    return job


def _write(pk: ObjectId, changes: dict[str, Any]) -> None:
    collection(Job).update_one({"_id": pk}, [{"$set": changes}], session=current_session())


def _tell(job: Job, verb: str, by: User, before: State, after: State) -> None:
    """Let the history know (SE-10), which stands above this app."""
    sides = {"before": {"state": before.value}, "after": {"state": after.value}}
    changed.send(Job, subject=job, verb=verb, by=by, **sides)
