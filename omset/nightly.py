"""What is done every night, once however many hosts would do it (OM-11).

Only the trash past its retention loses rows; the numbers are compared, never changed.
"""

import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db import DatabaseError, IntegrityError
from django.utils import timezone
from pymongo.errors import PyMongoError

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from crm.registry.runs.nightly import PARTS, NightlyStep
from omset.ledger import trash
from omset.models.job_runs import NightlyRun, Source
from omset.reconciliation.reconcile import NAMES, reconcile

# Whoever has begun and said nothing for so long was killed.
ABANDONED_AFTER = timedelta(hours=3)


class NotOurs(Exception):
    """The night is done, or another host is at it."""


def begin(day: date, *, again: bool = False) -> NightlyRun | None:
    """Claim the night of `day` for this host; None if it is done or another host is at it."""
    try:
        return _claim(day, again=again)
    except (NotOurs, IntegrityError):
        return None


def steps(night: NightlyRun) -> Iterator[NightlyStep]:
    """Do each part, whether or not the one before it failed, then note the end of the night."""
    for name, part in PARTS.items():
        step = _outcome(name, part)
        _note(night.day, step)
        yield step
    _end(night.day)


@job
def do_the_night(context: JobContext, due: str) -> dict:
    """The same as a job of the schedule: an attempt that takes over does the parts that are left.

    A part may run twice, if its worker is lost in it: each removes or compares what there is.
    """
    day = timezone.localdate(datetime.fromisoformat(due))
    try:
        if context.reached is None:
            context.effect(partial(_claim, day, again=False), reached=[])
    except NotOurs:
        return {"day": day.isoformat(), "done": "by another host"}
    done = list(context.reached or [])
    for name in [name for name in PARTS if name not in done]:
        context.progress(len(done), of=len(PARTS))
        step = _outcome(name, PARTS[name])
        done.append(name)
        context.effect(partial(_note, day, step), reached=done)
    context.progress(len(done), of=len(PARTS))
    context.effect(partial(_end, day), reached=done)
    return {"day": day.isoformat(), "done": done}


@transactional
def _claim(day: date, *, again: bool) -> NightlyRun:
    """Begin the night, an abandoned one too, `again` any. Raises NotOurs, IntegrityError."""
    mine = {"host": socket.gethostname(), "started_at": timezone.now(), "ended_at": None}
    night = NightlyRun.objects.filter(day=day).first()
    if night is None:
        return NightlyRun.objects.create(day=day, **mine)
    is_abandoned = night.ended_at is None and night.started_at < timezone.now() - ABANDONED_AFTER
    if not (again or is_abandoned):
        raise NotOurs
    NightlyRun.objects.filter(day=day).update(steps={}, failed=False, **mine)
    return NightlyRun.objects.get(day=day)


@transactional
def _note(day: date, step: NightlyStep) -> None:
    """Store what a part of the night did."""
    done = NightlyRun.objects.get(day=day).steps
    done[step.name] = {"well": step.well} | step.facts
    NightlyRun.objects.filter(day=day).update(steps=done)


@transactional
def _end(day: date) -> None:
    """Store that the night is over, and whether all of it went well."""
    done = NightlyRun.objects.get(day=day).steps
    failed = not all(facts["well"] for facts in done.values())
    NightlyRun.objects.filter(day=day).update(ended_at=timezone.now(), failed=failed)


def _outcome(name: str, part: Callable[[], NightlyStep]) -> NightlyStep:
    try:
        return part()
    except (DatabaseError, PyMongoError) as error:
        reason = str(error).splitlines()[0][:200]
        return NightlyStep(
            name, {"error": reason}, f"{name.capitalize()}: failed, {reason}", well=False
        )


def end_retention() -> NightlyStep:
    """Remove what was in the trash for longer than its retention (OM-11)."""
    run = trash.purge_expired()
    line = f"Trash: {run.purged:,} deposits past {trash.RETENTION.days} days removed for good."
    return NightlyStep("trash", {"purged": run.purged, "remaining": run.remaining}, line)


def compare_numbers() -> NightlyStep:
    """Compare all derived numbers with the ledger; changes none."""
    run = reconcile(Source.NIGHTLY)
    looked_at = {name: getattr(run, name) for name in NAMES.values()}
    counts = ", ".join(f"{number:,} {name}" for name, number in looked_at.items())
    facts = {"checked": looked_at, "differences": run.drift}
    line = f"Numbers: checked {counts}: {run.drift:,} differences."
    return NightlyStep("numbers", facts, line, well=not run.drift)
