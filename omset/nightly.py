"""What is done every night, once however many hosts would do it (OM-11).

Only the trash past its retention loses rows; the numbers are compared, never changed.
"""

import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import DatabaseError, IntegrityError
from django.utils import timezone
from pymongo.errors import PyMongoError

from crm.registry.nightly import PARTS, Step
from omset.ledger import trash
from omset.models.job_runs import NightlyRun, Source
from omset.reconciliation.reconcile import NAMES, reconcile

# Whoever has begun and said nothing for so long was killed.
ABANDONED_AFTER = timedelta(hours=3)


def begin(day: date, *, again: bool = False) -> NightlyRun | None:
    """Claim the night of `day` for this host; None if it is done or another host is at it."""
    mine = {"host": socket.gethostname(), "started_at": timezone.now(), "ended_at": None}
    try:
        return NightlyRun.objects.create(day=day, **mine)
    except IntegrityError:
        nights = NightlyRun.objects.filter(day=day)
        if not again:
            abandoned = timezone.now() - ABANDONED_AFTER
            nights = nights.filter(ended_at=None, started_at__lt=abandoned)
        return NightlyRun.objects.get(day=day) if nights.update(**mine) else None


def steps(night: NightlyRun) -> Iterator[Step]:
    """Do each part, whether or not the one before it failed, then note the end of the night."""
    done = {}
    for name, part in PARTS.items():
        step = _outcome(name, part)
        done[name] = {"well": step.well} | step.facts
        yield step
    failed = not all(facts["well"] for facts in done.values())
    NightlyRun.objects.filter(pk=night.pk).update(
        ended_at=timezone.now(), failed=failed, steps=done
    )


def _outcome(name: str, part: Callable[[], Step]) -> Step:
    try:
        return part()
    except (DatabaseError, PyMongoError) as error:
        reason = str(error).splitlines()[0][:200]
        return Step(name, {"error": reason}, f"{name.capitalize()}: failed, {reason}", well=False)


def end_retention() -> Step:
    """Remove what was in the trash for longer than its retention (OM-11)."""
    run = trash.purge_expired()
    line = f"Trash: {run.purged:,} deposits past {trash.RETENTION.days} days removed for good."
    return Step("trash", {"purged": run.purged, "remaining": run.remaining}, line)


def compare_numbers() -> Step:
    """Compare all derived numbers with the ledger; changes none."""
    run = reconcile(Source.NIGHTLY)
    looked_at = {name: getattr(run, name) for name in NAMES.values()}
    counts = ", ".join(f"{number:,} {name}" for name, number in looked_at.items())
    facts = {"checked": looked_at, "differences": run.drift}
    line = f"Numbers: checked {counts}: {run.drift:,} differences."
    return Step("numbers", facts, line, well=not run.drift)
