"""The months a page can show, and which one it does: templates/components/month.html."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm.calendar import first_day, next_month, previous_month


class Step(NamedTuple):
    month: date | None
    icon: str
    place: str

    @property
    def value(self) -> str:
        """The month as an address says it."""
        return _written(self.month) if self.month else ""


@dataclass(frozen=True)
class MonthChoice:
    """First days of months: `chosen` is one of those from `first` to `last`."""

    chosen: date
    first: date
    last: date

    @property
    def steps(self) -> tuple[Step, Step]:
        """To the month before and to the one after; without a month at the ends."""
        before = previous_month(self.chosen) if self.chosen > self.first else None
        after = next_month(self.chosen) if self.chosen < self.last else None
        return Step(before, "chevron-left", "prev"), Step(after, "chevron-right", "next")

    @property
    def choices(self) -> list[tuple[str, date]]:
        """Every month as (value, first day), the newest first."""
        month, choices = self.last, []
        while month >= self.first:
            choices.append((_written(month), month))
            month = previous_month(month)
        return choices


def months(text: str, *, first: date, last: date) -> MonthChoice:
    """The months of `first` to `last`; chosen is `text` ("2026-11") if it is one, else the last."""
    first, last = first_day(first), first_day(last)
    chosen = _read(text)
    return MonthChoice(chosen if chosen and first <= chosen <= last else last, first, last)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _written(month: date) -> str:
    return f"{month:%Y-%m}"
