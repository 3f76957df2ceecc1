"""What becomes of leave on a day of which the floor decides anew. Pure; whole minutes."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from leave.rules.balance import LeaveFacts, balance, cost
from leave.rules.days import ClosedDay


class Consequence(StrEnum):
    """What a request's hours do."""

    STAY = "stay"
    # The day is closed, or closed for longer.
    COME_BACK = "come back"
    # The day is open again, or closed for shorter, and the month has room.
    ARE_TAKEN = "are taken"
    # The same, and it has none: the person keeps them.
    ARE_KEPT = "are kept"


class Hours(NamedTuple):
    """The consequence, and of how many minutes."""

    consequence: Consequence
    minutes: int = 0


def hours_after(
    facts: LeaveFacts,
    others: list[LeaveFacts],
    quota: int,
    before: Mapping[date, ClosedDay],
    after: Mapping[date, ClosedDay],
) -> Hours:
    """What the hours of a request do when closed days change from `before` to `after`.

    `others` is the rest of the person's month. What was given back is taken again with the first
    change that leaves room for it.
    """
    cost_before, price = cost(facts, before), cost(facts._replace(is_given_back=False), after)
    if price <= cost_before:
        given = cost_before - price
        return Hours(Consequence.COME_BACK if given else Consequence.STAY, given)
    if price <= balance(quota, others, after).available:
        return Hours(Consequence.ARE_TAKEN, price - cost_before)
    return Hours(Consequence.ARE_KEPT, price)
