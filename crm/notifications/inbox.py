"""Reading: how many are new, and that they have been seen (NO-1)."""

from crm.notifications.models import Notification
from crm.staff.models import User


def unread_count(user: User, limit: int | None = None) -> int:
    """How many of one's notifications are unread, counted up to `limit` (NO-3)."""
    return Notification.objects.of(user).unread().order_by()[:limit].count()


def read(notification: Notification) -> Notification:
    """Mark one read; a second time changes nothing."""
    if not notification.is_read:
        notification.is_read = True
        notification.save(update_fields=["is_read"])
    return notification


def read_all(user: User) -> None:
    """Mark all of one's notifications read."""
    Notification.objects.of(user).unread().update(is_read=True)
