"""The people of the demo, and the moments at which something happens among them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import NamedTuple

from crm.calendar import first_day, next_month, previous_month
from crm.staff.models import Product, User
from leave.rules.holidays import holidays_of
from leave.rules.shifts import JAKARTA

DAY = timedelta(days=1)


class Moment(NamedTuple):
    """Something happens at an instant: a verb with what it is about."""

    at: datetime
    act: Callable[[], object]


class Floor:
    """Who works and who decides, as of a day; the first of the staff check in the longest."""

    def __init__(
        self,
        *,
        staff: Sequence[User],
        admins: Sequence[User],
        master: User,
        products: Sequence[Product],
        today: date,
        seed: int,
    ) -> None:
        self.staff, self.admins, self.master = staff, admins, master
        self.products, self.today, self._seed = products, today, seed

    @property
    def month(self) -> date:
        """The first day of the present month."""
        return first_day(self.today)

    @property
    def month_before(self) -> date:
        """That of the month whose fees are closed."""
        return previous_month(self.today)

    @property
    def month_after(self) -> date:
        """That of the month for which people ask already."""
        return next_month(self.today)

    @cached_property
    def holidays(self) -> frozenset[date]:
        """Public and joint ones of the years that matter: the floor is closed on them."""
        years = {self.month_before.year, self.today.year, self.month_after.year}
        return frozenset(day.date for year in years for day in holidays_of(year))

    def ago(self, days: int) -> date:
        """The day so many days ago, worked or not."""
        return self.today - days * DAY

    def before(self, days: int) -> date:
        """The day so many days ago, or the last one before it on which the floor worked."""
        return self.worked(self.today - days * DAY, -DAY)

    def after(self, days: int) -> date:
        """The day in so many days, or the first one after it on which the floor works."""
        return self.worked(self.today + days * DAY)

    def worked(self, day: date, step: timedelta = DAY) -> date:
        """The day, or the next one in that direction on which the floor works."""
        while day in self.holidays:
            day += step
        return day

    def worked_days(self, first: date) -> Iterator[date]:
        """The days from `first` up to today on which the floor worked."""
        days = (first + number * DAY for number in range((self.today - first).days + 1))
        return (day for day in days if day not in self.holidays)

    def chance(self, person: User, day: date) -> Random:
        """What is left to chance of somebody's day: the same however often it is asked."""
        return Random(f"{self._seed} {person.username} {day}")


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant of a day in Jakarta."""
    return datetime.combine(day, time(hour, minute, second), JAKARTA)
