"""The run of 00:01: reservations end, owners are warned, old requests lapse (RS-18).

Each reservation is read again, and dealt with, in a transaction of its own: so several runs at
once, or one that takes over from another that was killed, do each thing once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from members.models import EndCause, Reservation
from members.policies import GraceRules, grace_rules_on
from members.reservations.beginning import tell_owner
from members.reservations.endings.ending import end
from members.reservations.standings import standings_of
from members.rules.expiry import Because, Standing

# A request that nobody decides ends so many days later, and is urgent after so many hours.
UNDECIDED_AFTER = timedelta(days=7)
URGENT_AFTER = timedelta(hours=24)
AT_ONCE = 1000


@dataclass
class ExpiryRun:
    """What a run did, or would do."""

    day: date
    ended: list[dict[str, Any]] = field(default_factory=list)
    warned: list[dict[str, Any]] = field(default_factory=list)
    lapsed: list[dict[str, Any]] = field(default_factory=list)
    permanent: int = 0


def expire(day: date, *, dry_run: bool = False) -> ExpiryRun:
    """Do on `day` what is due: end, warn once that day, let requests lapse; nothing if `dry_run`.

    The dates of the settings and of leave are those of `day`.
    """
    run, rules = ExpiryRun(day), grace_rules_on(day)
    run.permanent = Reservation.objects.approved().filter(is_permanent=True).count()
    for reservation, standing in _due(day, rules):
        if standing.is_over:
            if dry_run or _end(reservation.pk, day, rules):
                run.ended.append(_line(reservation, standing) | {"cause": _cause(standing)})
        elif _is_unwarned(reservation, day) and (dry_run or _warn(reservation.pk, day, rules)):
            run.warned.append(_line(reservation, standing))
    for reservation in _undecided(day):
        if dry_run or _lapse(reservation.pk):
            run.lapsed.append(_names(reservation))
    return run


@job
def expire_reservations(context: JobContext, due: str) -> dict:
    """The same as a job of the schedule, for the day that it was planned for."""
    day = timezone.localdate(datetime.fromisoformat(due))
    context.progress(0, 1)
    run = expire(day)
    context.progress(1, 1)
    return {
        "day": day.isoformat(),
        "ended": len(run.ended),
        "warned": len(run.warned),
        "lapsed": len(run.lapsed),
    }


def _due(day: date, rules: GraceRules) -> Iterator[tuple[Reservation, Standing]]:
    """Those that end or are expiring on `day`, as they are outside of a transaction."""
    held = Reservation.objects.approved().filter(is_permanent=False).order_by("grace_from", "pk")
    rows = held.iterator()
    while part := list(islice(rows, AT_ONCE)):
        standings = standings_of(part, day, rules)
        for reservation in part:
            standing = standings[reservation.pk]
            if standing.is_over or standing.is_expiring:
                yield reservation, standing


def _undecided(day: date) -> Iterable[Reservation]:
    """Requests made so long before `day`."""
    made = [
        each for each in Reservation.objects.pending() if _made_on(each) + UNDECIDED_AFTER <= day
    ]
    return sorted(made, key=_made_on)


def _made_on(reservation: Reservation) -> date:
    return timezone.localdate(reservation.created_at)


@transactional
def _end(pk: ObjectId, day: date, rules: GraceRules) -> bool:
    """End it if that is still due; a deposit or another run may have come first."""
    reservation, standing = _now(pk, day, rules)
    if reservation is None or standing is None or not standing.is_over:
        return False
    end(reservation, _cause(standing), standing=standing)
    return True


@transactional
def _warn(pk: ObjectId, day: date, rules: GraceRules) -> bool:
    reservation, standing = _now(pk, day, rules)
    if reservation is None or standing is None or not standing.is_expiring:
        return False
    if not _is_unwarned(reservation, day):
        return False
    Reservation.objects.filter(pk=pk).update(warned_on=day)
    tell_owner(
        reservation,
        "reservation-expiring",
        0,
        days=str(standing.remaining),
        date=str(standing.protected_until),
    )
    return True


@transactional
def _lapse(pk: ObjectId) -> bool:
    reservation = Reservation.objects.pending().filter(pk=pk).first()
    if reservation is None:
        return False
    end(reservation, EndCause.UNDECIDED)
    return True


def _now(pk: ObjectId, day: date, rules: GraceRules) -> tuple[Reservation | None, Standing | None]:
    reservation = Reservation.objects.approved().filter(pk=pk).first()
    if reservation is None:
        return None, None
    return reservation, standings_of([reservation], day, rules)[pk]


def _is_unwarned(reservation: Reservation, day: date) -> bool:
    return reservation.warned_on is None or reservation.warned_on < day


def _cause(standing: Standing) -> EndCause:
    return EndCause.NO_DEPOSIT if standing.because == Because.APPROVAL else EndCause.GRACE_OVER


def _line(reservation: Reservation, standing: Standing) -> dict[str, Any]:
    return _names(reservation) | {
        "since": standing.since.isoformat(),
        "days": standing.days,
        "grace": standing.grace,
        "remaining": standing.remaining,
    }


def _names(reservation: Reservation) -> dict[str, Any]:
    return {
        "reservation": str(reservation.pk),
        "customer": reservation.customer_id,
        "product": reservation.product_name,
        "staff": reservation.staff_name,
    }
