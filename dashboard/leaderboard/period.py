"""Which days a leaderboard is about, and what was asked of a person in them (LB-1, LB-5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bonuses import schedule
from bonuses.rules.rates import Plan
from crm.calendar import first_day, last_day
from crm.web.forms.fields import DateInput
from crm.web.lists.months import MonthChoice, months
from omset.rules.deposits import EARLIEST

LATEST = date(2099, 12, 31)
CENT = Decimal("0.01")


class LeaderboardPeriodKind(models.TextChoices):
    MONTH = "month", _("Month")
    ALL = "all", _("All time")
    RANGE = "range", _("From … to …")


@dataclass(frozen=True)
class LeaderboardPeriod:
    """Days, both ends included; open for all time."""

    kind: str
    start: date | None
    end: date | None
    today: date

    @property
    def is_this_month(self) -> bool:
        if self.start is None or self.end is None:
            return False
        return self.kind == LeaderboardPeriodKind.MONTH and self.start <= self.today <= self.end

    @property
    def shows_today(self) -> bool:
        """Whether today's numbers stand beside those of the period."""
        return self.is_this_month or self.kind == LeaderboardPeriodKind.ALL


class Target(NamedTuple):
    """What is asked for: omset over all days, NDP and RDP a day."""

    total: Decimal
    ndp: Decimal
    rdp: Decimal


class RangeDateField(forms.DateField):
    """An ISO date that a deposit can have."""

    widget = DateInput
    input_formats = ("%Y-%m-%d",)
    default_validators = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class RangeForm(forms.Form):
    """Two days of an address; of this month to date where it names none."""

    start = RangeDateField(label=_("From"))
    end = RangeDateField(label=_("To"))

    def __init__(self, query: Mapping[str, str], today: date) -> None:
        first = {"start": first_day(today).isoformat(), "end": today.isoformat()}
        super().__init__({name: query.get(name) or first[name] for name in first})

    def clean(self) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and start > end:
            self.add_error("end", _("The end is before the start."))


def kind_of(query: Mapping[str, str]) -> LeaderboardPeriodKind:
    """What an address asks for: this month unless it says something else."""
    if query.get("period") == LeaderboardPeriodKind.ALL:
        return LeaderboardPeriodKind.ALL
    dates = query.get("start") or query.get("end")
    return (
        LeaderboardPeriodKind.RANGE
        if dates or query.get("period") == LeaderboardPeriodKind.RANGE
        else LeaderboardPeriodKind.MONTH
    )


def months_of(query: Mapping[str, str], today: date) -> MonthChoice:
    """The month that is asked for among this year's and older ones, as far back as one goes."""
    text = query.get("month", "")
    chosen = months(text, first=EARLIEST, last=today).chosen
    first = max(EARLIEST, date(min(chosen.year, today.year - 1) - 1, 1, 1))
    return months(text, first=first, last=today)


def of_month(month: date, today: date) -> LeaderboardPeriod:
    """All days of the month that begins on `month`."""
    return LeaderboardPeriod(LeaderboardPeriodKind.MONTH, month, last_day(month), today)


def target_of(start: date, end: date) -> Target:
    """What the plans of the months ask of everybody from `start` to `end`; one command.

    Each month of the range gives the share of its omset target that its days in the range are of
    all its days; a daily target is the average over the days of the range.
    """
    parts = list(_months_in(start, end))
    plans = schedule.plans_of(month for month, _days in parts)
    return _target([(plans[month], month, days) for month, days in parts])


def _target(parts: list[tuple[Plan, date, int]]) -> Target:
    total = sum(
        (plan.targets.omset * days / last_day(month).day for plan, month, days in parts), Decimal(0)
    )
    days = sum(days for _plan, _month, days in parts)
    daily = [
        Decimal(sum(getattr(plan.targets, name) * part for plan, _month, part in parts)) / days
        for name in ("ndp", "rdp")
    ]
    return Target(total.quantize(CENT), *(value.quantize(CENT).normalize() for value in daily))


def _months_in(start: date, end: date) -> Iterator[tuple[date, int]]:
    """Each month (its first day) that has days in the range, and how many."""
    day = start
    while day <= end:
        last = min(last_day(day), end)
        yield first_day(day), (last - day).days + 1
        day = last + timedelta(days=1)
