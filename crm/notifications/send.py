"""Putting messages into inboxes. Call it inside the transaction of what happened (NO-2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.notifications.models import Notification
from crm.staff.models import User


def notify(
    people: Iterable[ObjectId], kind: str, url: str, sequence: int = 0, **facts: str
) -> None:
    """Write one unread notification for each of `people`, given by their ids.

    `sequence` is the place in history of what it tells of (note_event).
    """
    _write(people, kind=kind, url=url, sequence=sequence, facts=facts)


def notify_each(
    facts: Mapping[ObjectId, dict[str, str]], kind: str, url: str, sequence: int = 0
) -> None:
    """The same, where each of the people is told facts of their own; in one command."""
    store_new(
        [
            Notification(user_id=pk, kind=kind, url=url, sequence=sequence, facts=own)
            for pk, own in facts.items()
        ]
    )


def ask_admins(
    about: ObjectId,
    kind: str,
    url: str,
    sequence: int = 0,
    *,
    besides: ObjectId | None = None,
    **facts: str,
) -> None:
    """Tell every active admin and master admin that `about` waits for a decision (OM-6).

    `besides` is one who does not decide about it: their own.
    """
    admins = User.objects.admins().values_list("pk", flat=True)
    deciding = [pk for pk in admins if pk != besides]
    _write(deciding, kind=kind, url=url, sequence=sequence, facts=facts, asks_about=about)


def settle(about: ObjectId) -> None:
    """`about` waits no more: what asked to decide about it is marked read, for everybody."""
    # Each decision says so: written as it is stored.
    asking = {"asks_about": about, "is_read": False}
    read = {"$set": {"is_read": True}}
    collection(Notification).update_many(asking, read, session=current_session())


def _write(people: Iterable[ObjectId], **fields: Any) -> None:
    store_new([Notification(user_id=pk, **fields) for pk in people])
