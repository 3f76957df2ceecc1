"""What of a request for leave a feed says to whom. Pure.

Of one's own: what is approved, and what waits as tentative. Of colleagues: that they are away, all
day, once it is approved. What was taken back is said for a while: programs keep what disappears.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leave.rules.states import State

JAKARTA = ZoneInfo("Asia/Jakarta")
MONTHS_BACK, MONTHS_AHEAD = 12, 18
# So long a cancelled entry stays.
CANCELLED_DAYS = 30


class EntryStatus(StrEnum):
    """How certain an entry is, in the words of RFC 5545."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class LeaveOfFeed(NamedTuple):
    """What of a request a feed is made of."""

    request_id: str
    staff_id: object
    date: date
    # Minutes after midnight; None: the whole day.
    starts: int | None
    ends: int | None
    state: State
    # The last change of its state; the asking, if there was none.
    changed_at: datetime
    version: int


class FeedEntry(NamedTuple):
    """One day of leave as a feed has it."""

    leave: LeaveOfFeed
    is_own: bool
    status: EntryStatus


def feed_entry(leave: LeaveOfFeed, owner_id: object, now: datetime) -> FeedEntry | None:
    """What the feed of `owner_id` says of the request; None: nothing."""
    is_own = leave.staff_id == owner_id
    status = _status(leave.state, is_own=is_own)
    if status is None:
        return None
    is_over = now - leave.changed_at >= timedelta(days=CANCELLED_DAYS)
    if status == EntryStatus.CANCELLED and is_over:
        return None
    return FeedEntry(leave, is_own, status)


def _status(state: State, *, is_own: bool) -> EntryStatus | None:
    if state == State.APPROVED:
        return EntryStatus.CONFIRMED
    if state == State.CANCELLED:
        return EntryStatus.CANCELLED
    if not is_own:
        return None
    return EntryStatus.TENTATIVE if state == State.PENDING else EntryStatus.CANCELLED
