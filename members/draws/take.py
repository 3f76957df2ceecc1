"""The one verb that takes rows out of a pool. Every draw is in the chain of its database."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.mongo.stored import store_new
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import User
from crm.staff.usage import refer_to
from members.databases.pool import LockedPool, note_draw, write_rows
from members.draws.candidates import Candidates, next_candidates
from members.models import Draw, DrawPurpose, MemberDatabase, RowStatus
from members.rules.draw import seal


class TooFew(Exception):
    """The pool has fewer rows than were asked for (DB-3).

    `eligible` could be taken, `excluded` are there and are not drawn: reserved, asked for by a
    colleague, do not contact.
    """

    def __init__(self, eligible: int, excluded: int) -> None:
        super().__init__(eligible, excluded)
        self.eligible, self.excluded = eligible, excluded


class NoReceiver(Exception):
    """Rows go to active staff accounts only."""


def take(
    pool: LockedPool,
    staff: User,
    count: int,
    purpose: DrawPurpose,
    *,
    by: User | None,
    status: RowStatus,
    batch_id: ObjectId | None = None,
    request_id: ObjectId | None = None,
    fewer: bool = False,
) -> Draw:
    """Take the next `count` rows of the pool by key for `staff`; return the stored draw.

    In the transaction that locked the pool; it is the pool's event, so note no other one with the
    same lock. ASSIGNED rows go to `staff`, into the batch; REQUESTED ones are held by the request.
    `by` None means the system. With `fewer` it takes what there is, maybe nothing. The ids of the
    rows are `taken_ids` of the draw. Raises TooFew, NoReceiver, ValueError for a count below 1,
    MemberDatabase.DoesNotExist for a deleted database.
    """
    _check(pool, staff, count)
    candidates = next_candidates(pool, count)
    if len(candidates.rows) < count and not fewer:
        raise TooFew(len(candidates.rows), candidates.passed_over_count)
    draw = _new_draw(pool, staff, count, purpose, by, candidates)
    draw.batch_id, draw.request_id = batch_id, request_id
    # Over all that it says, the hash of the draw before it included.
    draw.hash = seal(draw.statement())
    if candidates.rows:
        write_rows(pool, candidates.rows, _values(draw, status))
    store_new([draw])
    note_draw(pool, draw.hash)
    return draw


def _check(pool: LockedPool, staff: User, count: int) -> None:
    if pool.is_deleted:
        raise MemberDatabase.DoesNotExist
    if count < 1:
        raise ValueError(count)
    if not works_as_staff(staff.pk):
        raise NoReceiver
    refer_to(staff)


def _new_draw(
    pool: LockedPool,
    staff: User,
    count: int,
    purpose: DrawPurpose,
    by: User | None,
    candidates: Candidates,
) -> Draw:
    return Draw(
        pk=ObjectId(),
        database_id=pool.database_id,
        number=pool.draws + 1,
        sequence=pool.sequence,
        purpose=purpose,
        staff=staff,
        staff_name=staff.name,
        by_name=by.name if by else SYSTEM,
        # As it is stored: its hash has to be the same when it is read again.
        at=_milliseconds(timezone.now()),
        count=count,
        taken=[[str(row["_id"]), row["times_returned"]] for row in candidates.rows],
        passed_over=candidates.passed_over,
        passed_over_count=candidates.passed_over_count,
        first_key=candidates.first_key,
        last_key=candidates.last_key,
        previous_hash=pool.last_hash,
    )


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _values(draw: Draw, status: RowStatus) -> dict[str, Any]:
    if status == RowStatus.REQUESTED:
        return {"status": status.value, "request_id": draw.request_id}
    return {
        "status": status.value,
        "staff_id": draw.staff_id,
        "staff_name": draw.staff_name,
        "assigned_at": draw.at,
        "request_id": draw.request_id,
        "batch_id": draw.batch_id,
    }
