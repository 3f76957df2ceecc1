"""Putting messages into inboxes. Call it inside the transaction of what happened (NO-2)."""

from collections.abc import Iterable

from bson import ObjectId

from crm.notifications.models import Notification
from crm.staff.models import User


def notify(people: Iterable[ObjectId], kind: str, url: str, **facts: str) -> None:
    """Write one unread notification for each of `people`, given by their ids."""
    Notification.objects.bulk_create(
        [Notification(user_id=pk, kind=kind, url=url, facts=facts) for pk in people]
    )


def notify_admins(kind: str, url: str, **facts: str) -> None:
    """Write the notification for every active admin and master admin (OM-6)."""
    notify(_admins(), kind, url, **facts)


def settle(kind: str, url: str, **facts: str) -> None:
    """Something that waited is decided: no admin need read any more that it waits.

    Marks the unread ones of that kind and address read, those with these facts.
    """
    told = Notification.objects.unread().filter(user__in=_admins(), kind=kind, url=url)
    stated = {f"facts__{name}": value for name, value in facts.items()}
    told.filter(**stated).update(is_read=True)


def _admins() -> list[ObjectId]:
    return list(User.objects.admins().values_list("pk", flat=True))
