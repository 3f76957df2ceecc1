"""When people last opened lists that count what is new since then (NO-4)."""

from datetime import datetime

from django.utils import timezone

from crm.mongo.rows import collection
from crm.staff.models import User


def last_visit(user: User, place: str) -> datetime | None:
    """When this person last opened the list called `place`; None if they never have."""
    at = (user.visits or {}).get(place)
    return datetime.fromisoformat(at) if at else None


def note_visit(user: User, place: str) -> None:
    """Write that the person opens the list now; `user` knows it at once.

    The last of two at once wins: both have seen the list.
    """
    at = timezone.now().isoformat()
    user.visits = (user.visits or {}) | {place: at}
    # Nobody has any at first.
    merged = {"$mergeObjects": ["$visits", {"$literal": {place: at}}]}
    collection(User).update_one({"_id": user.pk}, [{"$set": {"visits": merged}}])
