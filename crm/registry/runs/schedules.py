"""What is done by the clock: a registered job at its times, once however many schedulers plan it.

The job is given the instant that it was planned for, as `due`, in ISO format.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm.registry.runs.jobs import JOBS

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Daily(NamedTuple):
    """Once a day at this time in Jakarta."""

    at: time

    def latest(self, now: datetime) -> datetime:
        """The last due time up to `now`."""
        today = datetime.combine(now.astimezone(JAKARTA).date(), self.at, JAKARTA)
        return today if today <= now else today - DAY

    def after(self, now: datetime) -> datetime:
        """The first due time behind `now`."""
        return self.latest(now) + DAY


class Weekly(NamedTuple):
    """Once a week, on this day (0 is Monday) at this time in Jakarta."""

    weekday: int
    at: time

    def latest(self, now: datetime) -> datetime:
        """The last due time up to `now`."""
        day = Daily(self.at).latest(now)
        return day - DAY * ((day.weekday() - self.weekday) % 7)

    def after(self, now: datetime) -> datetime:
        """The first due time behind `now`."""
        return self.latest(now) + WEEK


class Every(NamedTuple):
    """Again and again, counted from midnight in Jakarta; a whole number of times a day."""

    interval: timedelta

    def latest(self, now: datetime) -> datetime:
        """The last due time up to `now`."""
        midnight = Daily(time()).latest(now)
        return midnight + (now - midnight) // self.interval * self.interval

    def after(self, now: datetime) -> datetime:
        """The first due time behind `now`."""
        return self.latest(now) + self.interval


Times = Daily | Weekly | Every

# By the name of the job.
SCHEDULES: dict[str, Times] = {}


def register(name: str, times: Times) -> None:
    """Ask for the registered job `name` at its times. Raises LookupError if there is none."""
    if name not in JOBS:
        raise LookupError(f"there is no job {name!r}")
    SCHEDULES[name] = times
