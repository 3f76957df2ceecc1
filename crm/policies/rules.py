"""Which value holds on a day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from crm.registry.policies import DatedValue


class State(StrEnum):
    """Where a value stands as of a day."""

    NOW = "now"
    COMING = "coming"
    PAST = "past"
    # Another one was decided for the same date: it never holds again.
    REPLACED = "replaced"


def order_of(value: DatedValue) -> tuple[date, int]:
    """Of two values the one with the larger order takes over: by its date, then its sequence."""
    return value.valid_from, value.sequence


def value_holding(values: Iterable[DatedValue], day: date) -> DatedValue | None:
    """The value that holds on `day`; None before the first."""
    return max((value for value in values if value.valid_from <= day), key=order_of, default=None)


def newest_first(*sources: Iterable[DatedValue]) -> list[DatedValue]:
    """All values of the sources, each once however many have it."""
    by_order = {order_of(value): value for source in reversed(sources) for value in source}
    return [by_order[order] for order in sorted(by_order, reverse=True)]


def states_of(values: Sequence[DatedValue], today: date) -> list[State]:
    """The state of each of the values, which are all there are, in their own order."""
    now = value_holding(values, today)
    last = {value.valid_from: order_of(value) for value in sorted(values, key=order_of)}
    return [
        State.REPLACED
        if last[value.valid_from] != order_of(value)
        else State.COMING
        if value.valid_from > today
        else State.NOW
        if value == now
        else State.PAST
        for value in values
    ]
