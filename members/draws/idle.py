"""Rows that nobody works go back into their pools (off unless the floor decides otherwise).

Whoever has too many of them in the last batch may not ask for more: that is `hoarding.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.policies.reads import value_on
from crm.registry.absences import days_away
from crm.registry.deposits import depositors
from crm.registry.runs.schedules import JAKARTA
from members.databases.pool import lock_pool, return_rows
from members.draws.policies import IDLE_DAYS
from members.models import Batch, MemberRow, RowStatus
from members.rules.working import NO_STATUS, Idle, idle_state

Rows = list[dict[str, Any]]
REASON = "idle"


@job
def return_idle_rows(context: JobContext, due: str) -> int:
    """Warn of rows that go back tomorrow, put back those that are due today.

    Each staff member in a transaction of their own, and once, also if several workers do the night
    one after the other. Returns how many rows this one has put back.
    """
    today = datetime.fromisoformat(due).astimezone(JAKARTA).date()
    limit = int(value_on(IDLE_DAYS, today))
    if not limit:
        return 0
    done = 0
    for staff_id in _holders(context.reached or ""):
        settle = partial(settle_idle_rows, staff_id, today, limit)
        done += context.effect(settle, reached=str(staff_id))
        context.progress(done)
    return done


@transactional
def settle_idle_rows(staff_id: ObjectId, today: date, limit: int) -> int:
    """Warn one staff member of rows that go back tomorrow, put back what is due; how many."""
    states = _states(staff_id, today, limit)
    for database_id, rows in _by_database(states[Idle.GOES_BACK]).items():
        return_rows(lock_pool(database_id), rows, reason=REASON)
        _tell(staff_id, "rows-returned", rows)
    for rows in _by_database(states[Idle.WARNED]).values():
        _tell(staff_id, "rows-return-tomorrow", rows)
    return len(states[Idle.GOES_BACK])


def _holders(after: str) -> Iterator[ObjectId]:
    """Who has ever had rows, in the order of their ids."""
    people = collection(Batch).distinct("staff_id")
    # A worker that takes over goes on behind the last one who was done.
    yield from (pk for pk in sorted(people) if str(pk) > after)


def _states(staff_id: ObjectId, today: date, limit: int) -> Mapping[Idle, Rows]:
    rows = _idle_rows(staff_id, today, limit)
    states: dict[Idle, Rows] = defaultdict(list)
    if not rows:
        return states
    first = min(_day(row) for row in rows)
    away = days_away([staff_id], first, today + timedelta(days=1))[staff_id]
    for row in rows:
        states[idle_state(_day(row), today, away, limit)].append(row)
    return states


def _idle_rows(staff_id: ObjectId, today: date, limit: int) -> Rows:
    """The rows without a status, an appointment to call again, or a deposit of their customer."""
    # Those of tomorrow as well: their owner is warned today.
    latest = datetime.combine(today - timedelta(days=limit - 2), time(), JAKARTA)
    match = NO_STATUS | {
        "staff_id": staff_id,
        "status": RowStatus.ASSIGNED.value,
        "assigned_at": {"$lt": latest},
        "$or": [{"call_again_on": None}, {"call_again_on": {"$lt": midnight(today)}}],
    }
    rows = list(collection(MemberRow).find(match, session=current_session()))
    deposited = _with_deposit(staff_id, rows)
    return [row for row in rows if row["_id"] not in deposited]


def _with_deposit(staff_id: ObjectId, rows: Rows) -> set[ObjectId]:
    by_product: dict[ObjectId, Rows] = defaultdict(list)
    for row in rows:
        by_product[row["product_id"]].append(row)
    return {
        row["_id"]
        for product_id, group in by_product.items()
        for row in _depositing(staff_id, product_id, group)
    }


def _depositing(staff_id: ObjectId, product_id: ObjectId, rows: Rows) -> Rows:
    keys = {row["customer_key"] for row in rows} - {""}
    since = min(_day(row) for row in rows)
    deposited = depositors(product_id, {staff_id: keys}, since)[staff_id]
    return [row for row in rows if row["customer_key"] in deposited]


def _day(row: Mapping[str, Any]) -> date:
    return timezone.localdate(row["assigned_at"].replace(tzinfo=UTC))


def _by_database(rows: Rows) -> dict[ObjectId, Rows]:
    groups: dict[ObjectId, Rows] = defaultdict(list)
    for row in rows:
        groups[row["database_id"]].append(row)
    return dict(sorted(groups.items()))


def _tell(staff_id: ObjectId, kind: str, rows: Rows) -> None:
    batch = Batch.objects.get(pk=rows[0]["batch_id"])
    words = {"count": str(len(rows)), "database": batch.database_name}
    notify([staff_id], kind, reverse("members:mine"), 0, **words)
