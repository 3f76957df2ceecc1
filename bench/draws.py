"""Measure draws in a loaded database: for `bench.members`, in its site. Prints rows."""

import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from uuid import uuid4

from bson import ObjectId
from django.db import connection

from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.databases.counts import counts_of
from members.databases.pool import lock_pool, note_pool_event, stored_rows, write_rows
from members.distribution.distribute import distribute
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import MemberDatabase, MemberRow, PoolVerb, RowStatus

LARGE, SMALL, DRAWS, PROCESSES, PEOPLE = 1_000, 50, 20, 8, 50
EXCLUDED = 20_000
DATABASE, FEW = "first", "few"


def main() -> None:
    """Print how long draws, a distribution and their proof take."""
    database = MemberDatabase.objects.named(DATABASE).get()
    admin = User.objects.create_user("draws-admin", role="admin", name="Admin")
    staff = [User.objects.create_user(f"draws-{number}") for number in range(PEOPLE)]
    # As they are read by a request: each of them has been referred to before.
    User.objects.filter(username__startswith="draws-").update(is_used=True)
    admin.refresh_from_db()
    staff = [User.objects.get(pk=person.pk) for person in staff]
    large = [_seconds(draw_for, staff[0], database.pk, LARGE, by=admin) for _time in range(3)]
    _report(f"draw of {LARGE:,}", median(large))
    one = [_seconds(draw_for, staff[0], database.pk, SMALL, by=admin) for _time in range(DRAWS)]
    _report(f"draw of {SMALL} alone, 95 %", _most(one))
    _report(
        f"draw of {SMALL} while {PROCESSES} draw, 95 %", _most(_at_once(database, staff, admin))
    )
    weights = {person.pk: 1 for person in staff}
    options: dict[str, Any] = {"by": admin, "idempotency_key": str(uuid4())}
    excluded = _exclude_next(database, admin)
    past = [_seconds(draw_for, staff[0], database.pk, SMALL, by=admin) for _time in range(DRAWS)]
    _report(f"draw of {SMALL} past {excluded:,} not to be contacted, 95 %", _most(past))
    spent = _seconds(distribute, database.pk, LARGE, weights, **options)
    _report(f"{LARGE:,} rows to {PEOPLE} people", spent)
    few = MemberDatabase.objects.named(FEW).get()
    draw_for(staff[0], few.pk, LARGE // 2, by=admin)
    _report("verify_draws of 1,000 rows", _seconds(verify, few))
    _report("verify_draws of the large database", _seconds(verify, database))


def _exclude_next(database: MemberDatabase, admin: User) -> int:
    """Let nobody contact the customers of the next rows, as an entry of the list does to one."""
    free = MemberRow.objects.of(database.pk).filter(status=RowStatus.AVAILABLE)
    # Of a small pool half, so that there is something left to draw.
    count = min(EXCLUDED, free.count() // 4)
    next_rows = list(free.order_by("draw_key").values_list("pk", flat=True)[:count])
    for first in range(0, len(next_rows), LARGE):
        _exclude(database.pk, next_rows[first : first + LARGE], admin)
    return count


@transactional
def _exclude(database_id: ObjectId, pks: list[ObjectId], admin: User) -> None:
    pool = lock_pool(database_id)
    rows = stored_rows(pool, {"_id": {"$in": pks}})
    note_pool_event(pool, PoolVerb.EXCLUDE, rows, by=admin)
    write_rows(pool, rows, {"is_do_not_contact": True})


def _at_once(database: MemberDatabase, staff: list[User], admin: User) -> list[float]:
    """How long each draw of each process took, without the first one of each."""
    rows = counts_of([database.pk])[database.pk]["available"]
    connection.close()
    # In a small pool fewer, so that it does not run empty.
    draws = min(DRAWS, rows // (3 * PROCESSES * SMALL))
    readers = [_fork(database, person, admin, draws) for person in staff[:PROCESSES]]
    return [float(line) for reader in readers for line in os.fdopen(reader).read().split()]


def _fork(database: MemberDatabase, person: User, admin: User, draws: int) -> int:
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    try:
        times = [
            _seconds(draw_for, person, database.pk, SMALL, by=admin) for _time in range(draws + 1)
        ]
        os.write(writer, "\n".join(map(str, times[1:])).encode())
    finally:
        os._exit(0)


def _seconds(work: Callable[..., object], *args: Any, **options: Any) -> float:
    began = time.perf_counter()
    work(*args, **options)
    return time.perf_counter() - began


def _most(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _report(what: str, seconds: float) -> None:
    print(f"| {what} | {seconds * 1000:.0f} ms |")
