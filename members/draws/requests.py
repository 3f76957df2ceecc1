"""A staff member asks for rows of a database, an admin decides (DB-3 to DB-7).

A request that waits holds its rows: nobody else can draw them. Many are decided by a loop over
what decides one.
"""

from datetime import timedelta
from typing import Any

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import SYSTEM, facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, notify, settle
from crm.registry.runs.nightly import NightlyStep
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import User
from crm.staff.usage import refer_to
from members.batches.cards import new_batch
from members.databases.pool import LockedPool, lock_pool
from members.databases.turns import turn_at
from members.draws.held import assign_held, free_held
from members.draws.hoarding import refuse_hoarding, refuse_too_many
from members.draws.policies import auto_approval_on
from members.draws.take import NoReceiver, take
from members.models import (
    DatabaseKind,
    DatabaseRequest,
    DrawPurpose,
    MemberDatabase,
    RequestStatus,
    RowStatus,
)
from members.open_requests import refuse_too_many_open
from members.rules.approval import is_automatic

TRACKED = ("database_name", "product_name", "staff_name", "count", "status", "is_automatic")
PAGE, BATCHES = "members:requests", "members:mine"
# A request that nobody decides ends so many days later: until then it holds its rows.
UNDECIDED_AFTER = timedelta(days=7)


class NotPending(Exception):
    """Only a pending request can be approved or rejected (DB-6)."""


class OwnRequest(PermissionDenied):
    """Nobody approves their own request: who asked as staff may have become an admin since."""


class NotRequestable(Exception):
    """Staff ask for rows of normal databases; those of the others are assigned (RO-6)."""


def ask(*, staff: User, database_id: ObjectId, count: int, idempotency_key: str) -> DatabaseRequest:
    """Ask for the next `count` rows of a database; return the request.

    Its rows are held until an admin decides, or assigned at once where that is switched on. Sent
    twice, it is asked once. Raises TooFew, Hoarding, TooManyUnworked, TooManyOpen, NotRequestable,
    NoReceiver, MemberDatabase.DoesNotExist; ValueError for a count below 1.
    """
    with turn_at(database_id):
        try:
            return _ask(staff, database_id, count, idempotency_key)
        except IntegrityError:
            # The same form at once: by now the request of the first one is there.
            return _ask(staff, database_id, count, idempotency_key)


@transactional
def approve(pk: ObjectId, *, by: User) -> DatabaseRequest:
    """Assign the rows that a request holds to whoever asked, and tell them.

    Rows whose customer was reserved meanwhile go back, others are drawn instead as far as there
    are any. Raises NotPending, OwnRequest, NothingLeft, NoReceiver, MemberDatabase.DoesNotExist.
    """
    request, pool = _pending(pk)
    if request.staff_id == by.pk:
        raise OwnRequest
    if pool.is_deleted:
        raise MemberDatabase.DoesNotExist
    if not works_as_staff(request.staff_id):
        raise NoReceiver
    before = facts(request, TRACKED)
    batch = new_batch(request.database, request.staff, by_name=by.name)
    rows = assign_held(pool, request, batch, by=by)
    _decide(request, RequestStatus.APPROVED, by, batch_id=batch.pk)
    after = facts(request, TRACKED) | {"rows": rows}
    place = note_event(request, "approve", by=by, before=before, after=after)
    settle(request.pk)
    _tell(request, "rows-approved", BATCHES, place, count=rows)
    return request


@transactional
def reject(pk: ObjectId, *, by: User | None, reason: str) -> DatabaseRequest:
    """Put the held rows back where they were and tell whoever asked. Raises NotPending.

    `by` None means the system.
    """
    request, pool = _pending(pk)
    before = facts(request, TRACKED)
    free_held(pool, request, by=by, reason=reason)
    _decide(request, RequestStatus.REJECTED, by, reason=reason)
    after = facts(request, TRACKED)
    place = note_event(request, "reject", by=by, before=before, after=after, reason=reason)
    settle(request.pk)
    _tell(request, "rows-rejected", PAGE, place, count=request.count, reason=reason)
    return request


def end_undecided() -> NightlyStep:
    """End all that nobody has decided for seven days, each in a transaction of its own (DB-7)."""
    late = timezone.now() - UNDECIDED_AFTER
    waiting = DatabaseRequest.objects.filter(status=RequestStatus.PENDING, created_at__lte=late)
    done = sum(_lapse(pk) for pk in list(waiting.values_list("pk", flat=True)))
    line = f"Requests for rows: {done:,} were not decided in time."
    return NightlyStep("requests", {"undecided": done}, line)


@transactional
def _lapse(pk: ObjectId) -> bool:
    """Whether it waited still; its rows go back, and whoever asked is told."""
    try:
        request, pool = _pending(pk)
    except NotPending:
        return False
    before = facts(request, TRACKED)
    free_held(pool, request, by=None, reason="")
    _decide(request, RequestStatus.REJECTED, None)
    place = note_event(request, "lapse", before=before, after=facts(request, TRACKED))
    settle(request.pk)
    _tell(request, "rows-undecided", PAGE, place, count=request.count)
    return True


def return_rows_of(staff: User, *, by: User | None, reason: str) -> int:
    """Reject all that somebody who leaves still asks for; return how many requests (RO-12).

    In the transaction of the verb that deactivates them.
    """
    waiting = DatabaseRequest.objects.filter(staff_id=staff.pk, status=RequestStatus.PENDING)
    pks = list(waiting.values_list("pk", flat=True))
    for pk in pks:
        reject(pk, by=by, reason=reason)
    return len(pks)


@transactional
def _ask(staff: User, database_id: ObjectId, count: int, key: str) -> DatabaseRequest:
    earlier = DatabaseRequest.objects.filter(staff_id=staff.pk, idempotency_key=key).first()
    if earlier:
        return earlier
    pool = lock_pool(database_id)
    database = MemberDatabase.objects.get(pk=database_id)
    if database.kind != DatabaseKind.NORMAL:
        raise NotRequestable
    if not works_as_staff(staff.pk):
        raise NoReceiver
    refuse_hoarding(staff)
    refuse_too_many(staff, count)
    request = _new(staff, database, count, key)
    if _is_automatic(database, count):
        return _assign_at_once(request, database, pool)
    refuse_too_many_open(staff.pk)
    request.save(force_insert=True)
    purpose, held = DrawPurpose.REQUEST, RowStatus.REQUESTED
    take(pool, staff, count, purpose, by=staff, status=held, request_id=request.pk)
    place = note_event(request, "request", by=staff, after=facts(request, TRACKED))
    url = reverse(PAGE) + "?status=pending"
    ask_admins(request.pk, "rows-requested", url, place, besides=None, **_words(request, count))
    return request


def _assign_at_once(
    request: DatabaseRequest, database: MemberDatabase, pool: LockedPool
) -> DatabaseRequest:
    batch = new_batch(database, request.staff, by_name=SYSTEM)
    request.is_automatic = True
    request.status = RequestStatus.APPROVED
    request.decided_at, request.decided_by_name = timezone.now(), SYSTEM
    request.batch_id = batch.pk
    request.save(force_insert=True)
    take(
        pool,
        request.staff,
        request.count,
        DrawPurpose.REQUEST,
        by=request.staff,
        status=RowStatus.ASSIGNED,
        batch_id=batch.pk,
        request_id=request.pk,
    )
    place = note_event(request, "request", by=request.staff, after=facts(request, TRACKED))
    _tell(request, "rows-approved", BATCHES, place, count=request.count)
    return request


def _new(staff: User, database: MemberDatabase, count: int, key: str) -> DatabaseRequest:
    refer_to(staff)
    return DatabaseRequest(
        pk=ObjectId(),
        database=database,
        database_name=database.name,
        product_id=database.product_id,
        product_name=database.product_name,
        staff=staff,
        staff_name=staff.name,
        count=count,
        idempotency_key=key,
    )


def _is_automatic(database: MemberDatabase, count: int) -> bool:
    rule = auto_approval_on(timezone.localdate())
    setting = database.auto_approval
    return is_automatic(is_on=rule.is_on, most=rule.most, setting=setting, count=count)


def _pending(pk: ObjectId) -> tuple[DatabaseRequest, LockedPool]:
    """The request, and its pool: locked first, so that of two decisions the later sees the earlier.

    Raises NotPending.
    """
    request = DatabaseRequest.objects.filter(pk=pk).first()
    if request is None or request.status != RequestStatus.PENDING:
        raise NotPending
    return request, lock_pool(request.database_id)


def _decide(
    request: DatabaseRequest, status: RequestStatus, by: User | None, **values: Any
) -> None:
    request.status = status
    request.decided_at = timezone.now()
    request.decided_by_name = by.name if by else SYSTEM
    for name, value in values.items():
        setattr(request, name, value)
    request.save()


def _tell(
    request: DatabaseRequest, kind: str, view: str, place: int, *, count: int, **more: Any
) -> None:
    notify([request.staff_id], kind, reverse(view), place, **_words(request, count), **more)


def _words(request: DatabaseRequest, count: int) -> dict[str, str]:
    return {
        "staff": request.staff_name,
        "database": request.database_name,
        "count": str(count),
    }
