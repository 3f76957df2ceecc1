"""Where somebody is signed in, and ending that (issue 15, item 4)."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone
from django.utils.crypto import salted_hmac

from crm.mongo.stored import all_stored
from crm.mongo.transaction import transactional
from crm.staff.models import Session, User
from crm.staff.sign_in.sessions import ADDRESS, BEGAN, DEVICE, SEEN, SessionStore
from crm.staff.signals import changed

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class OpenSession(NamedTuple):
    """One of them, as its owner sees it. `id` names it in addresses and opens nothing."""

    id: ObjectId
    key: str
    device: str
    address: str
    began: datetime | None
    seen: datetime | None


def open_sessions(person: User) -> list[OpenSession]:
    """Where they are signed in now, the last one seen first. One command."""
    rows = all_stored(Session, {"account_id": person.pk, "expire_date": {"$gt": timezone.now()}})
    store, current = SessionStore(), person.get_session_auth_hash()
    held = [(row, store.decode(row.session_data)) for row in rows]
    # One from before the password was changed is stored still, and opens nothing.
    alive = [_session(row, data) for row, data in held if data.get(HASH_SESSION_KEY) == current]
    return sorted(alive, key=lambda session: session.seen or LONG_AGO, reverse=True)


@transactional
def end_session(person: User, session_id: ObjectId) -> bool:
    """Sign them out in one browser; False if that has ended already."""
    keys = [each.key for each in open_sessions(person) if each.id == session_id]
    return _end(person, keys, by=person) > 0


@transactional
def end_other_sessions(person: User, key: str | None) -> int:
    """Sign them out everywhere but in the session with this key; how many ended."""
    return _end(person, [each.key for each in open_sessions(person) if each.key != key], by=person)


@transactional
def end_all_sessions(person: User, *, by: User) -> int:
    """Somebody above them signs them out everywhere; how many ended."""
    return _end(person, [each.key for each in open_sessions(person)], by=by)


def _end(person: User, keys: list[str], *, by: User) -> int:
    if not keys:
        return 0
    ended, _of_each = Session.objects.filter(session_key__in=keys).delete()
    # The row at which the history of an account lines up.
    stored = User.objects.get(pk=person.pk)
    stored.save()
    after = {"sessions": ended}
    changed.send(User, subject=stored, verb="end sessions", by=by, before={}, after=after)
    return ended


def _session(row: Session, data: dict[str, Any]) -> OpenSession:
    return OpenSession(
        id=ObjectId(salted_hmac(__name__, row.session_key).hexdigest()[:24]),
        key=row.session_key,
        device=data.get(DEVICE, ""),
        address=data.get(ADDRESS, ""),
        began=_instant(data.get(BEGAN)),
        seen=_instant(data.get(SEEN)),
    )


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
