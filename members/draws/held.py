"""The rows that a request holds: assigned when it is approved, put back when it is rejected."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from crm.staff.models import User
from members.databases.pool import (
    LockedPool,
    lock_pool,
    note_pool_event,
    status_in_pool,
    stored_rows,
    verb_in_pool,
    write_rows,
)
from members.draws.candidates import hindrances_of
from members.draws.take import take
from members.models import Batch, DatabaseRequest, DrawPurpose, PoolVerb, RowStatus

Rows = Sequence[dict[str, Any]]


class NothingLeft(Exception):
    """All rows that the request held are reserved by now, and there are no others."""


def assign_held(pool: LockedPool, request: DatabaseRequest, batch: Batch, *, by: User) -> int:
    """Put the held rows into the batch, and others for those reserved meanwhile; return how many.

    In the transaction that locked the pool. Raises NothingLeft.
    """
    rows = _held(pool, request)
    hindrances = hindrances_of(pool.product_id, rows)
    good = [row for row, hindrance in zip(rows, hindrances, strict=True) if not hindrance]
    lost = [row for row, hindrance in zip(rows, hindrances, strict=True) if hindrance]
    if good:
        write_rows(pool, good, _assigned(request, batch))
    if lost:
        _put_back(pool, lost, by=by, reason="")
    # Of a request from before something went wrong as well: it gets as many as it asked for.
    missing = request.count - len(good)
    return len(good) + (_draw_others(request, batch, missing, by) if missing else 0)


def free_held(pool: LockedPool, request: DatabaseRequest, *, by: User | None, reason: str) -> None:
    """Put the held rows back where they were: nobody has seen them. In the pool's transaction."""
    rows = _held(pool, request)
    if rows:
        _put_back(pool, rows, by=by, reason=reason)


def _held(pool: LockedPool, request: DatabaseRequest) -> Rows:
    return stored_rows(pool, {"request_id": request.pk, "status": RowStatus.REQUESTED.value})


def _assigned(request: DatabaseRequest, batch: Batch) -> dict[str, Any]:
    return {
        "status": RowStatus.ASSIGNED.value,
        "staff_id": request.staff_id,
        "staff_name": request.staff_name,
        "assigned_at": timezone.now(),
        "batch_id": batch.pk,
    }


def _draw_others(request: DatabaseRequest, batch: Batch, count: int, by: User) -> int:
    draw = take(
        # A draw is an event of its own.
        lock_pool(request.database_id),
        request.staff,
        count,
        DrawPurpose.REPLACEMENT,
        by=by,
        status=RowStatus.ASSIGNED,
        batch_id=batch.pk,
        request_id=request.pk,
        fewer=True,
    )
    if not draw.taken and count == request.count:
        raise NothingLeft
    return len(draw.taken)


def _put_back(pool: LockedPool, rows: Rows, *, by: User | None, reason: str) -> None:
    """Each row to the place that it had: reserved or not, as its customer is by now."""
    groups: dict[PoolVerb, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[verb_in_pool(row)].append(row)
    for number, (verb, group) in enumerate(sorted(groups.items())):
        # One event says one thing.
        event = pool if number == 0 else lock_pool(pool.database_id)
        values = {"status": status_in_pool(group[0]).value, "request_id": None}
        write_rows(event, group, values)
        note_pool_event(event, verb, group, by=by, reason=reason)
