"""What leave costs of a month, and what is left of it (LV-1, LV-2). Pure; whole minutes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from leave.rules.days import WORKING_DAY, ClosedDay, charged_minutes
from leave.rules.states import State


class LeaveFacts(NamedTuple):
    """What of a request decides what it costs."""

    date: date
    # So much was asked for.
    minutes: int
    # As of today: see state_on.
    state: State
    # Its day was closed, and opened again when there was no room for it any more.
    is_given_back: bool = False


class Balance(NamedTuple):
    """A month of one person."""

    quota: int
    # Of approved leave, and of what waits.
    used: int
    pending: int
    available: int

    @property
    def is_over(self) -> bool:
        """More was taken than there is: an admin has overridden it, or the quota became smaller."""
        return self.used + self.pending > self.quota


def cost(facts: LeaveFacts, closed_days: Mapping[date, ClosedDay]) -> int:
    """What a request costs of its month, if it is granted."""
    if facts.is_given_back:
        return 0
    return charged_minutes(facts.minutes, closed_days.get(facts.date, WORKING_DAY))


def balance(
    quota: int, requests: Iterable[LeaveFacts], closed_days: Mapping[date, ClosedDay]
) -> Balance:
    """What the requests of one person and month leave of `quota` minutes."""
    sums = {State.APPROVED: 0, State.PENDING: 0}
    for facts in requests:
        if facts.state in sums:
            sums[facts.state] += cost(facts, closed_days)
    used, pending = sums[State.APPROVED], sums[State.PENDING]
    return Balance(quota, used, pending, max(0, quota - used - pending))
