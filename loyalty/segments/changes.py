"""Whether the purchases behind a run are others by now (LF-7)."""

import hashlib

from django.utils import timezone

from loyalty.models import Programme, SegmentRun
from loyalty.rules.rfm.runs import fingerprint_of, first_day_of_window
from loyalty.segments.purchases import SOURCES, counted_purchases


def has_changed(run: SegmentRun) -> bool:
    """Whether the purchases are others than the run was made of.

    They are read again only if something has happened since they were compared last: the answer is
    kept with the state that everything had which can change them.
    """
    state = state_of(run.programme)
    if run.compared_state == state:
        return run.is_changed
    run.is_changed = _differs(run)
    run.compared_at = timezone.now()
    run.compared_state = state
    SegmentRun.objects.filter(pk=run.pk).update(
        is_changed=run.is_changed, compared_at=run.compared_at, compared_state=state
    )
    return run.is_changed


def state_of(programme: Programme) -> str:
    """Another text whenever the purchases of a programme may have become others."""
    states = "\n".join(source.state(programme) for source in SOURCES)
    return hashlib.sha256(states.encode()).hexdigest()


def _differs(run: SegmentRun) -> bool:
    since = first_day_of_window(run.day, run.months) if run.months else None
    return fingerprint_of(counted_purchases(run.programme, run.day, since)) != run.fingerprint
