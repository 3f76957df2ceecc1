"""In which state a request for leave is (LV-5). Pure."""

from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """What became of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    # Approved, and taken back by an admin.
    CANCELLED = "cancelled"
    # Taken back by whoever asked, before anybody decided.
    WITHDRAWN = "withdrawn"
    # Nobody decided in time.
    UNDECIDED = "undecided"


# One of these a person and date; both hold hours of the month (LV-2, LV-4).
ACTIVE = frozenset({State.PENDING, State.APPROVED})


def last_day_to_decide(day: date, asked_on: date) -> date:
    """Until when leave on `day` is decided: that day; asked for later, the day after the asking."""
    return day if day >= asked_on else asked_on + timedelta(days=1)


def state_on(stored: State, decide_by: date, today: date) -> State:
    """The state as of today: one that waits after its last day is undecided in time."""
    if stored == State.PENDING and today > decide_by:
        return State.UNDECIDED
    return stored
