"""Putting messages into inboxes. Call it inside the transaction of what happened (NO-2)."""

from collections.abc import Iterable

from crm.notifications.models import Notification
from crm.staff.models import User


def notify(users: Iterable[User], kind: str, url: str, **facts: str) -> None:
    """Write one unread notification for each of `users`."""
    Notification.objects.bulk_create(
        [Notification(user=user, kind=kind, url=url, facts=facts) for user in users]
    )


def notify_admins(kind: str, url: str, **facts: str) -> None:
    """Write the notification for every active admin and master admin (OM-6)."""
    notify(User.objects.admins(), kind, url, **facts)
