"""A figure has three states: a value, no data, unavailable (LX-3, LX-4). Pure.

Zero is a value, and shown only where it was counted: an error, something that nobody has sent yet
and a field that is missing are no zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from omset.rules.money import cents


class FigureState(StrEnum):
    """What is known of a figure."""

    VALUE = "value"
    NO_DATA = "no data"
    UNAVAILABLE = "unavailable"


class NoValue(Exception):
    """Somebody asked for the value of a figure that has none."""


@dataclass(frozen=True)
class Figure:
    """A figure, counted or not. Ask for its state before its value."""

    state: FigureState
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.state == FigureState.VALUE) != (self.amount is not None):
            raise ValueError(self)

    @property
    def value(self) -> Decimal:
        """The value. Raises NoValue where there is none: never 0 in its place."""
        if self.amount is None:
            raise NoValue(self.state)
        return self.amount

    @property
    def has_value(self) -> bool:
        return self.state == FigureState.VALUE


NO_DATA = Figure(FigureState.NO_DATA)
UNAVAILABLE = Figure(FigureState.UNAVAILABLE)


def figure(amount: Decimal | int | None) -> Figure:
    """The figure of what was counted; None, where nothing matched, is no data."""
    return NO_DATA if amount is None else Figure(FigureState.VALUE, Decimal(amount))


def combined(*figures: Figure, by: Callable[..., Decimal | None]) -> Figure:
    """What `by` makes of the values of all these figures; None if it makes nothing of them.

    Unavailable if one could not be read, else no data if one has none.
    """
    states = {each.state for each in figures}
    if FigureState.UNAVAILABLE in states:
        return UNAVAILABLE
    if FigureState.NO_DATA in states:
        return NO_DATA
    return figure(by(*(each.value for each in figures)))


def quotient(whole: Figure, parts: Figure) -> Figure:
    """The one by the other, with two places, half up; no data if there is nothing to divide by."""
    return combined(whole, parts, by=_divided)


def share(part: Figure, whole: Figure) -> Figure:
    """The part in percent of the whole, with two places.

    Raises ValueError for a part of more than the whole: two figures that do not belong together.
    """
    return combined(part, whole, by=_percent)


class Change(StrEnum):
    """What a figure is, compared with an earlier one."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    # There was nothing before.
    NEW = "new"


@dataclass(frozen=True)
class Comparison:
    """How a figure changed; percent, with two places, where that can be said."""

    change: Change
    percent: Decimal | None = None


def comparison(now: Figure, before: Figure) -> Comparison | None:
    """How a figure changed since; None where that cannot be computed, never an invented 0 %."""
    if not now.has_value or before.state == FigureState.UNAVAILABLE:
        return None
    if not before.has_value or before.value == 0:
        return Comparison(Change.NEW) if now.value else None
    difference = now.value - before.value
    percent = cents(difference * 100 / abs(before.value))
    return Comparison(_change_of(difference), percent)


def _change_of(difference: Decimal) -> Change:
    if not difference:
        return Change.SAME
    return Change.UP if difference > 0 else Change.DOWN


def _divided(whole: Decimal, parts: Decimal) -> Decimal | None:
    return cents(whole / parts) if parts else None


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    if part > whole:
        raise ValueError(f"{part} of {whole}")
    return cents(part * 100 / whole) if whole else None
