"""Until when a reservation protects its customer (RS-17 to RS-19, RS-23). Pure; Jakarta dates.

The grace counts from the last deposit, from the approval if there is none. It ends with the run at
00:01 of the day so many days later: the day before is the last one that is protected.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

DAY = timedelta(days=1)


class Because(StrEnum):
    """What a reservation is protected by."""

    PERMANENT = "permanent"
    DEPOSIT = "deposit"
    APPROVAL = "approval"
    RESTART = "restart"
    EXTENSION = "extension"


class GraceFacts(NamedTuple):
    """What decides about one reservation."""

    approved_on: date
    last_deposit_on: date | None = None
    restarted_on: date | None = None
    extended_until: date | None = None
    is_permanent: bool = False


class GraceSettings(NamedTuple):
    """What the floor has decided for a product, in days."""

    grace: int = 30
    warning: int = 7
    # Without any deposit the first run after the approval ends it.
    ends_without_deposit: bool = False
    spares_leave: bool = True


@dataclass(frozen=True)
class Standing:
    """How a reservation stands on a day."""

    because: Because
    # The day from which the grace counts, and the days since.
    since: date
    days: int
    grace: int
    # The days since the last deposit, if there was one (RS-7).
    since_deposit: int | None = None
    # The day whose run at 00:01 ends it, None for a permanent one; and the days until then.
    ends_on: date | None = None
    remaining: int | None = None
    is_expiring: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the run of that day ends it."""
        return self.remaining is not None and self.remaining <= 0

    @property
    def protected_until(self) -> date | None:
        """The last day on which it is protected for sure."""
        return self.ends_on and self.ends_on - DAY


NO_LEAVE: frozenset[date] = frozenset()


def grace_start(facts: GraceFacts) -> date:
    """The day from which the grace counts: deposit, else approval, but not before a restart."""
    start = facts.last_deposit_on or facts.approved_on
    return max(start, facts.restarted_on or start)


def standing_on(
    day: date, facts: GraceFacts, settings: GraceSettings, away: AbstractSet[date] = NO_LEAVE
) -> Standing:
    """How the reservation stands on `day`; `away` are the owner's days of approved leave."""
    start, because = grace_start(facts), _because(facts)
    days = (day - start).days
    since_deposit = (day - facts.last_deposit_on).days if facts.last_deposit_on else None
    if facts.is_permanent:
        return Standing(Because.PERMANENT, start, days, settings.grace, since_deposit)
    ends_on = start + _length(because, settings) * DAY
    if settings.spares_leave and away:
        ends_on = _end_between_leave(start, _length(because, settings), away)
    if facts.extended_until and facts.extended_until > ends_on:
        ends_on, because = facts.extended_until, Because.EXTENSION
    remaining = (ends_on - day).days
    # Not on the day on which it begins, however short the grace of a product is.
    is_expiring = 0 < remaining <= settings.warning and days > 0
    return Standing(
        because=because,
        since=start,
        days=days,
        grace=settings.grace,
        since_deposit=since_deposit,
        ends_on=ends_on,
        remaining=remaining,
        is_expiring=is_expiring,
    )


def _because(facts: GraceFacts) -> Because:
    start = facts.last_deposit_on or facts.approved_on
    if facts.restarted_on and facts.restarted_on > start:
        return Because.RESTART
    return Because.DEPOSIT if facts.last_deposit_on else Because.APPROVAL


def _length(because: Because, settings: GraceSettings) -> int:
    ends_at_once = because == Because.APPROVAL and settings.ends_without_deposit
    return 1 if ends_at_once else settings.grace


def _end_between_leave(start: date, days: int, away: AbstractSet[date]) -> date:
    """The day before which so many days have passed, those of leave not counted."""
    day = start
    while days:
        days -= day not in away
        day += DAY
    return day
