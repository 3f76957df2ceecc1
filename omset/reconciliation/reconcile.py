"""Proving that all derived numbers agree with the ledger, and keeping what was found.

At a million records it takes about a minute. So a page does it in turns: each looks at some
people, keeps the sums so far, and the next one goes on behind them.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.core.cache import cache
from django.utils import timezone

from crm.staff.models import User
from omset.models.job_runs import NEWEST_FIRST, Reconciliation, Source
from omset.reconciliation.differences import (
    Difference,
    app_differences,
    differences,
    everybody,
    lost_deposits,
)

MOST_KEPT = 50
# A turn begins with nobody else after this; a person with 50,000 records takes 3 to 4 seconds.
TURN_SECONDS = 8
# An unfinished one is taken up again within this time: the numbers move on.
PATIENCE = timedelta(minutes=30)
NAMES = {
    "staff": "staff",
    "record": "records",
    "group": "groups",
    "day": "days",
    "month": "months",
}
TURN = "reconciliation-turn"


class Busy(Exception):
    """Somebody's turn is not over."""


class LedgerComparison:
    """One comparison: iterate over it for the differences, then `store` what was found.

    With `dry_run` nothing but the result is stored; else each difference is repaired.
    """

    def __init__(
        self,
        source: Source,
        *,
        dry_run: bool = True,
        by_name: str = "",
        seconds: float | None = None,
        after: Reconciliation | None = None,
    ) -> None:
        self.source, self.dry_run, self.by_name = source, dry_run, by_name
        self.seconds, self.after = seconds, after
        self.started_at, self.began = timezone.now(), time.monotonic()
        self.checked = Counter({what: getattr(after, name, 0) for what, name in NAMES.items()})
        self.drift = after.drift if after else 0
        self.kept = list(after.differences) if after else []
        self.last_staff: ObjectId | None = None
        self.staff_left = 0

    def __iter__(self) -> Iterator[Difference]:
        for difference in self._differences():
            self.drift += 1
            if len(self.kept) < MOST_KEPT:
                self.kept.append(difference._asdict())
            yield difference

    def _differences(self) -> Iterator[Difference]:
        people = self._people()
        yield from differences(dry_run=self.dry_run, checked=self.checked, people=people)
        if not self.staff_left:
            yield from lost_deposits(dry_run=self.dry_run)
            yield from app_differences(dry_run=self.dry_run)

    @property
    def looked_at(self) -> dict[str, int]:
        """How many of what."""
        return {name: self.checked[what] for what, name in NAMES.items()}

    def store(self) -> Reconciliation:
        """Write one row: when, how long, how much was looked at, what differs."""
        after = self.after
        spent = round((time.monotonic() - self.began) * 1000)
        return Reconciliation.objects.create(
            started_at=after.started_at if after else self.started_at,
            turn=after.turn + 1 if after else 1,
            milliseconds=spent + (after.milliseconds if after else 0),
            source=self.source,
            by_name=self.by_name,
            repaired=not self.dry_run,
            complete=not self.staff_left,
            last_staff=self.last_staff,
            staff_left=self.staff_left,
            drift=self.drift,
            differences=self.kept,
            **self.looked_at,
        )

    def _people(self) -> Iterator[ObjectId]:
        """Those whose turn it is, until time is up."""
        people = everybody()
        if self.after:
            people = [pk for pk in people if pk > self.after.last_staff]
        for place, pk in enumerate(people):
            if place and self._time_is_up():
                self.staff_left = len(people) - place
                return
            self.last_staff = pk
            yield pk

    def _time_is_up(self) -> bool:
        return self.seconds is not None and time.monotonic() > self.began + self.seconds


def reconcile(source: Source, **options: Any) -> Reconciliation:
    """Compare everything and store the result. For the options see LedgerComparison."""
    run = LedgerComparison(source, **options)
    for _difference in run:
        pass
    return run.store()


def take_a_turn(*, by: User, dry_run: bool = True, go_on: bool = True) -> Reconciliation:
    """Compare for some seconds, behind where the last unfinished turn ended if `go_on`.

    One at a time: raises Busy while somebody else's turn lasts.
    """
    if not cache.add(TURN, by.name, timeout=120):
        raise Busy(cache.get(TURN, ""))
    try:
        after = unfinished(dry_run=dry_run) if go_on else None
        return reconcile(
            Source.PAGE, dry_run=dry_run, by_name=by.name, seconds=TURN_SECONDS, after=after
        )
    finally:
        cache.delete(TURN)


def unfinished(*, dry_run: bool = True) -> Reconciliation | None:
    """The newest of a page that ran out of time, if it is still worth going on with."""
    newest = Reconciliation.objects.order_by(*NEWEST_FIRST).first()
    if newest is None or newest.complete or newest.repaired == dry_run:
        return None
    return newest if newest.started_at > timezone.now() - PATIENCE else None
