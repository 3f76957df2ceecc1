"""What a month's fees come to, day by day (FE-1, FE-2). Pure; amounts are dollars.

A total is the sum of the lines that are shown: what a cap takes off is a line as well.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from crm.calendar import first_day

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
SECONDS = 60


class FeeKind(StrEnum):
    """What a line of a statement is about."""

    LATENESS = "late"
    BREAK = "break"
    DAY_CAP = "day cap"
    MANUAL = "manual"
    MONTH_CAP = "month cap"


# What can be waived for a day.
WAIVABLE = (FeeKind.LATENESS, FeeKind.BREAK)


@dataclass(frozen=True)
class Terms:
    """What the agreement says on a day. A cap of 0 is none."""

    per_minute: Decimal = Decimal(5)
    grace_minutes: int = 0
    day_cap: Decimal = ZERO
    month_cap: Decimal = ZERO
    # Without money minutes are counted, and cost nothing.
    in_money: bool = True


class DayFacts(NamedTuple):
    """What somebody's day comes to: whole minutes late, seconds of breaks past the allowance."""

    date: date
    late_minutes: int = 0
    over_seconds: int = 0


@dataclass(frozen=True)
class FeeToAdd:
    """A fee that an admin has written."""

    date: date
    amount: Decimal
    reason: str
    # Its id.
    ref: str


FeeKey = tuple[FeeKind, date, str]


class FeeLine(NamedTuple):
    """One line of a statement. Its day tells what month it is about."""

    kind: FeeKind
    date: date
    amount: Decimal
    # Minutes late, or past the allowance; none for what is no time.
    minutes: Decimal = ZERO
    # What it would cost if it were not waived.
    charge: Decimal = ZERO
    # Why it is waived, or why an admin wrote it.
    reason: str = ""
    is_waived: bool = False
    # The id of what an admin wrote.
    ref: str = ""

    @property
    def key(self) -> "FeeKey":
        """What it is about: a line of another state of the same month has the same."""
        return self.kind, self.date, self.ref


def cents(amount: Decimal) -> Decimal:
    """The amount with two decimal places, rounded half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def over_minutes(seconds: int) -> Decimal:
    """Seconds past the allowance as the minutes that are charged: two decimal places (case 63)."""
    return cents(Decimal(seconds) / SECONDS)


def charged_lateness(minutes: int, grace: int) -> int:
    """Whole minutes that are charged: none up to the grace, past it all of them."""
    return minutes if minutes > grace else 0


def lines_of_month(
    days: Iterable[DayFacts],
    manual: Iterable[FeeToAdd],
    waivers: Mapping[tuple[FeeKind, date], str],
    terms_of: Callable[[date], Terms],
) -> list[FeeLine]:
    """The lines of one person's month in the order of its days.

    `waivers` gives the reason of what is waived. The caps are over what time costs: a fee that an
    admin writes is what it says.
    """
    lines = [
        line
        for day in sorted(days, key=lambda each: each.date)
        for line in _lines_of_day(day, waivers, terms_of(day.date))
    ]
    cap = _month_cap(lines, terms_of)
    added = [
        FeeLine(
            FeeKind.MANUAL, fee.date, fee.amount, charge=fee.amount, reason=fee.reason, ref=fee.ref
        )
        for fee in manual
    ]
    in_order = sorted([*lines, *added], key=lambda line: line.date)
    return in_order + ([cap] if cap else [])


def total_of(lines: Iterable[FeeLine]) -> Decimal:
    """The sum of the lines."""
    return sum((line.amount for line in lines), ZERO)


def _lines_of_day(
    day: DayFacts, waivers: Mapping[tuple[FeeKind, date], str], terms: Terms
) -> list[FeeLine]:
    over = over_minutes(day.over_seconds)
    # Up to the grace lateness is said as well, and costs nothing.
    late = charged_lateness(day.late_minutes, terms.grace_minutes)
    times = (
        (FeeKind.LATENESS, Decimal(day.late_minutes), _charge(Decimal(late), terms)),
        (FeeKind.BREAK, over, _charge(over, terms)),
    )
    lines = [
        _time_line(kind, day.date, minutes, charge, waivers.get((kind, day.date)))
        for kind, minutes, charge in times
        if minutes
    ]
    too_much = total_of(lines) - terms.day_cap
    if terms.day_cap and too_much > 0:
        lines.append(FeeLine(FeeKind.DAY_CAP, day.date, -too_much, charge=-too_much))
    return lines


def _charge(minutes: Decimal, terms: Terms) -> Decimal:
    return cents(minutes * terms.per_minute) if terms.in_money else ZERO


def _time_line(
    kind: FeeKind, day: date, minutes: Decimal, charge: Decimal, waived: str | None
) -> FeeLine:
    is_waived = waived is not None
    return FeeLine(
        kind=kind,
        date=day,
        amount=ZERO if is_waived else charge,
        minutes=minutes,
        charge=charge,
        reason=waived or "",
        is_waived=is_waived,
    )


def _month_cap(lines: list[FeeLine], terms_of: Callable[[date], Terms]) -> FeeLine | None:
    """What is past the cap of the month: the one that held on its first day."""
    if not lines:
        return None
    first = first_day(lines[0].date)
    cap = terms_of(first).month_cap
    over = total_of(lines) - cap
    if not cap or over <= 0:
        return None
    return FeeLine(FeeKind.MONTH_CAP, first, -over, charge=-over)
