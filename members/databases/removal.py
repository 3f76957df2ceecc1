"""Deleting a database softly, and bringing it back.

What staff have of it goes back into its pool, since nobody is to work on it (WD-3); nothing else
is removed: its rows, draws, events and history stay.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from bson import ObjectId
from django.db import IntegrityError
from django.utils import timezone

from crm.audit.models import Event
from crm.audit.record import facts, note_event
from crm.jobs import queue
from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches.recall import return_all
from members.databases.creation import TRACKED, DatabaseNameTaken
from members.draws import requests
from members.models import DatabaseRequest, MemberDatabase, RequestStatus


class NotThere(Exception):
    """Somebody has deleted the database, or brought it back, meanwhile."""


@transactional
def delete(pk: ObjectId, *, by: User, reason: str) -> MemberDatabase:
    """Hide a database, from which nothing is drawn any more. Raises NotThere.

    A worker takes back what staff have of it: minutes, if it is much. Deleted once more, one that
    has failed goes on.
    """
    database = _hide(pk, by, reason)
    result = empty_database.keyed(f"empty-database-{_deletion(pk).pk}").enqueue(pk=str(pk))
    with suppress(queue.Over):
        queue.go_on(ObjectId(result.id), by=by)
    return database


@job
def empty_database(context: JobContext, pk: str) -> None:
    """Reject what is asked for of a deleted database, and take back what staff have of it."""
    database_id = ObjectId(pk)
    deletion = _deletion(database_id)
    admin, reason = deletion.actor, deletion.reason
    in_part = partial(_while_deleted, context, database_id)
    for request_id in _waiting(database_id):
        # Somebody may decide about it at this moment.
        with suppress(requests.NotPending):
            in_part(partial(_reject, request_id, admin, reason))
    return_all({"database_id": database_id}, by=admin, reason=reason, part=in_part)


def restore(pk: ObjectId, *, by: User) -> MemberDatabase:
    """Show a deleted database again, with its rows as they are.

    Raises NotThere, DatabaseNameTaken.
    """
    try:
        return _restore(pk, by)
    except IntegrityError:
        # Another one got the name at this moment: now it is there to be seen.
        return _restore(pk, by)


@transactional
def _restore(pk: ObjectId, by: User) -> MemberDatabase:
    database = MemberDatabase.objects.filter(pk=pk, is_deleted=True).first()
    if database is None:
        raise NotThere
    if MemberDatabase.objects.named(database.name).exists():
        raise DatabaseNameTaken(database.name)
    visible = {"is_deleted": False, "deleted_at": None, "deleted_by_name": ""}
    MemberDatabase.objects.filter(pk=pk).update(**visible)
    note_event(database, "restore", by=by, after=facts(database, TRACKED))
    return database


@transactional
def _hide(pk: ObjectId, by: User, reason: str) -> MemberDatabase:
    database = MemberDatabase.objects.filter(pk=pk).first()
    if database is None:
        raise NotThere
    if database.is_deleted:
        return database
    hidden = {"is_deleted": True, "deleted_at": timezone.now(), "deleted_by_name": by.name}
    MemberDatabase.objects.filter(pk=pk, is_deleted=False).update(**hidden)
    note_event(database, "delete", by=by, before=facts(database, TRACKED), reason=reason)
    return database


def _deletion(pk: ObjectId) -> Event:
    """The last one, of which there is one job."""
    return Event.objects.filter(subject=pk, verb="delete").latest("sequence")


def _waiting(pk: ObjectId) -> list[ObjectId]:
    waiting = DatabaseRequest.objects.filter(database_id=pk, status=RequestStatus.PENDING)
    return list(waiting.values_list("pk", flat=True))


def _reject(pk: ObjectId, by: User | None, reason: str) -> int:
    requests.reject(pk, by=by, reason=reason)
    return 1


def _while_deleted(context: JobContext, pk: ObjectId, write: Callable[[], int]) -> int:
    """Take back a part, unless the database was brought back meanwhile."""

    def unless_restored() -> int:
        deleted = collection(MemberDatabase).find_one(
            {"_id": pk, "is_deleted": True}, {"_id": True}, session=current_session()
        )
        return write() if deleted else 0

    return context.effect(unless_restored, reached=True)
