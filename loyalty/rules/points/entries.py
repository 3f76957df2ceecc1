"""An entry of the points ledger, and what is posted for a purchase (LP-2, LP-5). Pure.

The ledger is only ever added to: a balance is the sum of its entries.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class EntryReason(StrEnum):
    """Why an entry was posted."""

    # What the registry stated first (LP-9).
    OPENING = "opening"
    EARNED = "earned"
    REVERSED = "reversed"
    EARNED_AGAIN = "earned again"
    CORRECTED = "corrected"
    CHALLENGE = "challenge"
    REDEEMED = "redeemed"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    # Before a purchase is reversed whose points had expired.
    EXPIRY_RETURNED = "expiry returned"
    ADJUSTED = "adjusted"
    # To the member that another one became, or from them (LM-14).
    MERGED = "merged"


class Entry(NamedTuple):
    """Points given (+) or taken (-), in the order in which they were posted.

    `source` names the purchase, redemption, challenge or adjustment; of what has expired, the
    source whose points these were. `day` is the business date, `posted_on` the Jakarta date of the
    posting. The terms of that business date say from when on points can be spent and on which day
    they end; None for never. `is_moved` says that the points are given because the purchase is
    somebody's again, and not because it has come back itself: they live no longer for that.
    """

    points: int
    reason: EntryReason
    source: str
    day: date
    posted_on: date
    hold_days: int = 0
    last_day: date | None = None
    is_moved: bool = False

    @property
    def is_over(self) -> bool:
        """Whether its points had ended when they were posted."""
        return self.last_day is not None and self.last_day < self.posted_on


class Posting(NamedTuple):
    """What is to be posted: points other than 0, and why."""

    points: int
    reason: EntryReason


def posting(deserved: int, posted: Sequence[Entry], *, is_counted: bool) -> Posting | None:
    """The one entry that brings what was posted for a purchase and a member to what it deserves.

    `posted` are the entries of this purchase and this member so far; None if they are right. Any
    order of approvals, edits, deletions and restorations comes to the same, and nothing is posted
    twice (LP-5).
    """
    before = sum(entry.points for entry in posted)
    points = (deserved if is_counted else 0) - before
    return Posting(points, _reason(posted, is_counted=is_counted)) if points else None


def _reason(posted: Sequence[Entry], *, is_counted: bool) -> EntryReason:
    if not is_counted:
        return EntryReason.REVERSED
    if not posted:
        return EntryReason.EARNED
    was_reversed = posted[-1].reason == EntryReason.REVERSED
    return EntryReason.EARNED_AGAIN if was_reversed else EntryReason.CORRECTED
