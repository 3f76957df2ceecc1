"""Deleting a database softly, and bringing it back.

What staff have of it goes back into its pool, since nobody is to work on it (WD-3); nothing else
is removed: its rows, draws, events and history stay.
"""

from collections.abc import Iterator

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.databases.creation import TRACKED, NameTaken
from members.databases.pool import lock_pool, return_rows, stored_rows
from members.draws import requests
from members.models import IN_HAND, DatabaseRequest, MemberDatabase, MemberRow, RequestStatus

ROWS_AT_ONCE = 2000


class NotThere(Exception):
    """Somebody has deleted the database, or brought it back, meanwhile."""


def delete(pk: ObjectId, *, by: User, reason: str) -> MemberDatabase:
    """Hide a database, and take back what staff have of it. Raises NotThere.

    First nothing more is drawn from it; a call that was interrupted is finished by the next.
    """
    database = _hide(pk, by, reason)
    for request_id in _waiting(pk):
        requests.reject(request_id, by=by, reason=reason)
    while _take_back(pk, by, reason):
        pass
    return database


@transactional
def restore(pk: ObjectId, *, by: User) -> MemberDatabase:
    """Show a deleted database again, with its rows as they are. Raises NotThere, NameTaken."""
    database = MemberDatabase.objects.filter(pk=pk, is_deleted=True).first()
    if database is None:
        raise NotThere
    if MemberDatabase.objects.named(database.name).exists():
        raise NameTaken(database.name)
    shown = {"is_deleted": False, "deleted_at": None, "deleted_by_name": ""}
    MemberDatabase.objects.filter(pk=pk).update(**shown)
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


def _waiting(pk: ObjectId) -> Iterator[ObjectId]:
    waiting = DatabaseRequest.objects.filter(database_id=pk, status=RequestStatus.PENDING)
    return iter(list(waiting.values_list("pk", flat=True)))


@transactional
def _take_back(pk: ObjectId, by: User, reason: str) -> int:
    """Return a part of what staff have; 0 once they have nothing."""
    in_hand = {"status": {"$in": list(IN_HAND)}}
    stored, session = collection(MemberRow), current_session()
    if not stored.find_one({"database_id": pk, **in_hand}, {"_id": True}, session=session):
        return 0
    pool = lock_pool(pk)
    rows = stored_rows(pool, in_hand)[:ROWS_AT_ONCE]
    return_rows(pool, rows, by=by, reason=reason)
    return len(rows)
