"""What one person may see of a customer's things: each has the rule of the page that lists it.

Staff see their own part (RO-6); an admin is held against each page they may be blocked from (RO-5).
"""

from typing import Any

from crm.staff.access import is_open
from crm.staff.models import User
from members.models import IN_HAND

# Where admins read of each thing.
RESERVATIONS, DATABASES, BATCHES = "members:reserved", "members:database", "members:batches"
CONFLICTS, ENTRIES = "members:conflicts", "members:do_not_contact"


def may_read(user: User, view: str) -> bool:
    """Whether this person may read what the page `view` lists; staff, of what is theirs."""
    return not user.is_admin or is_open(user, view)


def rows_match(user: User) -> dict[str, Any] | None:
    """The stored rows that this person may see, as a condition; None if there are none.

    Staff have them in hand; so have those whom an admin may only ask about batches.
    """
    in_hand: dict[str, Any] = {"status": {"$in": list(IN_HAND)}}
    if not user.is_admin:
        return {"staff_id": user.pk} | in_hand
    if is_open(user, DATABASES):
        return {}
    return in_hand if is_open(user, BATCHES) else None


def own_match(user: User) -> dict[str, Any]:
    """Of things with a staff member those that this person may see: staff, their own."""
    return {} if user.is_admin else {"staff_id": user.pk}
