"""Which days of a wish for leave can be granted, and why others can not (LV-2, LV-4). Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Why(StrEnum):
    """Why a day is refused."""

    TAKEN = "taken"
    NO_ROOM = "no_room"
    TOO_MANY_AWAY = "too_many_away"
    CLOSED = "closed"
    TOO_FAR = "too_far"
    # Sick leave over midnight, on a day whose shift is not.
    NO_LENGTH = "no_length"


class AskedDay(NamedTuple):
    """A day of a wish, and what speaks against it."""

    date: date
    # As "2026-02".
    month: str
    cost: int
    is_taken: bool = False
    # Nobody works: it needs no leave.
    is_closed: bool = False
    # More people would be away than the floor allows.
    is_crowded: bool = False
    is_too_far: bool = False
    # It ends before it begins.
    has_no_length: bool = False


class RefusedDay(NamedTuple):
    """A day that can not be granted; minutes that were left of its month by then."""

    date: date
    why: Why
    available: int = 0


def refused_days(days: Iterable[AskedDay], room: Mapping[str, int]) -> list[RefusedDay]:
    """The days that can not be granted, in order; none if all can.

    `room` is what is left of each month, in minutes: each day takes its cost of it, in order.
    Closed days are skipped; a wish for nothing but closed days is refused as a whole.
    """
    days, left, refused = list(days), dict(room), []
    for day in days:
        why = _why(day, left[day.month])
        if why:
            refused.append(RefusedDay(day.date, why, left[day.month]))
        elif not day.is_closed:
            left[day.month] -= day.cost
    if all(day.is_closed for day in days):
        return [RefusedDay(day.date, Why.CLOSED) for day in days]
    return refused


def _why(day: AskedDay, room: int) -> Why | None:
    if day.is_too_far:
        return Why.TOO_FAR
    if day.is_closed:
        return None
    if day.has_no_length:
        return Why.NO_LENGTH
    if day.is_taken:
        return Why.TAKEN
    if day.is_crowded:
        return Why.TOO_MANY_AWAY
    return Why.NO_ROOM if day.cost > room else None
