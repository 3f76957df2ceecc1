"""The points account of a programme: each day's opening, movements and closing (LP-14). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from loyalty.rules.points.entries import Entry, EntryReason


class Movement(StrEnum):
    """What moved the points."""

    BROUGHT_IN = "brought in"
    EARNED = "earned"
    REVERSED = "reversed"
    REDEEMED = "redeemed"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"


_MOVEMENT_OF = {
    EntryReason.OPENING: Movement.BROUGHT_IN,
    EntryReason.EARNED: Movement.EARNED,
    EntryReason.EARNED_AGAIN: Movement.EARNED,
    EntryReason.REVERSED: Movement.REVERSED,
    EntryReason.REDEEMED: Movement.REDEEMED,
    EntryReason.REFUNDED: Movement.REFUNDED,
    EntryReason.EXPIRED: Movement.EXPIRED,
    EntryReason.EXPIRY_RETURNED: Movement.EXPIRED,
    EntryReason.ADJUSTED: Movement.ADJUSTED,
    # Comes to nothing over the programme.
    EntryReason.MERGED: Movement.ADJUSTED,
}


class AccountDay(NamedTuple):
    """One day: closing = opening + the sum of the movements."""

    day: date
    opening: int
    movements: Mapping[Movement, int]

    @property
    def closing(self) -> int:
        return self.opening + sum(self.movements.values())


def liability(balance: int, value: Decimal) -> Decimal:
    """What so many points are worth, exactly; below 0 for a balance below 0."""
    return balance * value


def movement_of(entry: Entry) -> Movement:
    """What an entry is in the account; corrections and challenges by whether they give."""
    by_sign = Movement.EARNED if entry.points > 0 else Movement.REVERSED
    return _MOVEMENT_OF.get(entry.reason, by_sign)


def account(entries: Iterable[Entry], first: date, last: date) -> Iterator[AccountDay]:
    """Every day from `first` to `last`, by the day of the posting, so that a closed day stays."""
    opening, by_day = 0, defaultdict[date, dict[Movement, int]](lambda: dict.fromkeys(Movement, 0))
    for entry in entries:
        if entry.posted_on < first:
            opening += entry.points
        else:
            by_day[entry.posted_on][movement_of(entry)] += entry.points
    day = first
    while day <= last:
        account_day = AccountDay(day, opening, by_day[day])
        yield account_day
        opening, day = account_day.closing, day + timedelta(days=1)
