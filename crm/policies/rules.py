"""Which value holds on a day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm.registry.policies import DatedValue, Policy


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


def value_holding(
    values: Iterable[DatedValue], day: date, product_id: object | None = None
) -> DatedValue | None:
    """The value that holds on `day`; None before the first.

    For a product its own, if it has one; else, and without a product, that of all products.
    """
    begun = [value for value in values if value.valid_from <= day]
    if product_id is not None:
        own = _latest(value for value in begun if value.product_id == product_id)
        if own and not own.is_withdrawn:
            return own
    return _latest(value for value in begun if value.product_id is None)


def value_or_default(policy: Policy, decided: DatedValue | None) -> Decimal | None:
    """What was decided; before the first decision the default, which may be nothing."""
    return policy.default if decided is None else decided.value


def value_among(
    policy: Policy, values: Iterable[DatedValue], day: date, product_id: object | None = None
) -> Decimal:
    """What `policy` is on `day` by all its values. Raises LookupError if nothing holds."""
    value = value_or_default(policy, value_holding(values, day, product_id))
    if value is None:
        raise LookupError(f"{policy.key} has no value on {day}")
    return value


def newest_first(*sources: Iterable[DatedValue]) -> list[DatedValue]:
    """All values of the sources, each once however many have it."""
    by_order = {order_of(value): value for source in reversed(sources) for value in source}
    return [by_order[order] for order in sorted(by_order, reverse=True)]


def states_of(values: Sequence[DatedValue], today: date) -> list[State]:
    """The state of each of the values, which are all there are, in their own order."""
    in_order = sorted(values, key=order_of)
    last = {_place(value): order_of(value) for value in in_order}
    now = {value.product_id: value for value in in_order if value.valid_from <= today}
    return [
        State.REPLACED
        if last[_place(value)] != order_of(value)
        else State.COMING
        if value.valid_from > today
        else State.NOW
        if value == now[value.product_id]
        else State.PAST
        for value in values
    ]


def _place(value: DatedValue) -> tuple[object, date]:
    return value.product_id, value.valid_from


def _latest(values: Iterable[DatedValue]) -> DatedValue | None:
    return max(values, key=order_of, default=None)
