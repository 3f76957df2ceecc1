"""Somebody says when they really came; an admin decides; both times are kept (AT-4)."""

from datetime import date, timedelta

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, notify, settle
from crm.staff.models import User
from crm.staff.usage import refer_to
from leave.attendance.check_in import CHECK_IN_FACTS, check_in_of
from leave.attendance.entry import let_in
from leave.attendance.hours import hours_reader
from leave.locks import lock_month, month_key
from leave.models import CheckIn, Correction, CorrectionStatus
from leave.rules.shifts import clock_of, instant_of

TRACKED = ("date", "asked_at", "counted_at", "status")
PAGE = "leave:corrections"
# As long ago as leave is recorded.
FARTHEST = timedelta(days=366)


class NotPending(Exception):
    """Somebody has decided about it."""


class OwnRequest(PermissionDenied):
    """Nobody decides about their own check-in."""


class AskedAlready(Exception):
    """One of that shift waits for a decision."""


class NotYet(Exception):
    """The time has not come, or is none of that shift."""


class TooLongAgo(Exception):
    """Nobody remembers when they came a year ago."""


class NoChange(Exception):
    """That is the time which counts already."""


@transactional
def ask(staff: User, day: date, minute: int, *, reason: str) -> Correction:
    """Ask for another time of check-in of a shift; the admins are told.

    `minute` is what a clock showed, in minutes after midnight; of a shift over midnight it may be
    of the next day. Raises AskedAlready, NotYet, TooLongAgo, NoChange.
    """
    _refuse_other_days(day)
    asked_at = instant_of(day, minute, hours_reader())
    if asked_at is None or asked_at > timezone.now():
        raise NotYet
    lock_month(staff.pk, month_key(day))
    if Correction.objects.filter(staff_id=staff.pk, date=day, is_pending=True).exists():
        raise AskedAlready
    stored = check_in_of(staff.pk, day)
    counted_at = stored.came_at if stored else None
    # People ask in minutes, as a clock shows them.
    if counted_at and counted_at.replace(second=0) == asked_at:
        raise NoChange
    refer_to(staff)
    correction = Correction.objects.create(
        staff=staff,
        staff_name=staff.name,
        date=day,
        asked_at=asked_at,
        counted_at=counted_at,
        reason=reason,
    )
    after = facts(correction, TRACKED)
    place = note_event(correction, "ask", by=staff, after=after, reason=reason, sequence=1)
    ask_admins(
        correction.pk,
        "correction-requested",
        reverse(PAGE) + "?status=pending",
        place,
        staff=staff.name,
        date=day.isoformat(),
        time=clock_of(asked_at),
    )
    return correction


@transactional
def approve(pk: ObjectId, *, by: User) -> Correction:
    """Let the asked time count; lateness and fees follow from it. Raises NotPending, OwnRequest.

    Without a check-in of that shift there is one from now on, which only the correction says.
    """
    correction = _pending(pk, by)
    stored = check_in_of(correction.staff_id, correction.date)
    before = facts(stored, CHECK_IN_FACTS) if stored else {}
    if stored is None:
        stored = CheckIn.objects.create(
            staff_id=correction.staff_id,
            staff_name=correction.staff_name,
            date=correction.date,
            corrected_at=correction.asked_at,
        )
        let_in(correction.staff_id, correction.date, hours_reader())
    else:
        _own(CheckIn.objects.all(), stored).update(corrected_at=correction.asked_at)
        stored.corrected_at = correction.asked_at
    after = facts(stored, CHECK_IN_FACTS)
    note_event(stored, "correct", by=by, before=before, after=after, reason=correction.reason)
    return _decide(correction, CorrectionStatus.APPROVED, by)


@transactional
def reject(pk: ObjectId, *, by: User, reason: str) -> Correction:
    """Leave the check-in as it is and say why. Raises NotPending, OwnRequest."""
    return _decide(_pending(pk, by), CorrectionStatus.REJECTED, by, reason)


def _refuse_other_days(day: date) -> None:
    today = timezone.localdate()
    if day < today - FARTHEST:
        raise TooLongAgo
    # A shift that begins soon after midnight is come to the day before.
    if day > today + timedelta(days=1):
        raise NotYet


def _pending(pk: ObjectId, by: User) -> Correction:
    correction = Correction.objects.filter(pk=pk).first()
    if correction is None:
        raise NotPending
    if correction.staff_id == by.pk:
        raise OwnRequest
    # It was read before: if somebody has decided since, this write collides and all is read anew.
    lock_month(correction.staff_id, month_key(correction.date))
    if not correction.is_pending:
        raise NotPending
    return correction


def _decide(
    correction: Correction, status: CorrectionStatus, by: User, note: str = ""
) -> Correction:
    decided = {
        "status": status.value,
        "is_pending": False,
        "note": note,
        "decided_by_name": by.name,
        "decided_at": timezone.now(),
    }
    before = facts(correction, TRACKED)
    _own(Correction.objects.all(), correction).update(**decided)
    for name, value in decided.items():
        setattr(correction, name, value)
    after = facts(correction, TRACKED)
    # Asking was the first, and nobody decides twice.
    place = note_event(
        correction, status.value, by=by, before=before, after=after, reason=note, sequence=2
    )
    settle(correction.pk)
    notify(
        [correction.staff_id],
        f"correction-{status.value}",
        reverse(PAGE),
        place,
        date=correction.date.isoformat(),
        time=clock_of(correction.asked_at),
        reason=note or "-",
    )
    return correction


def _own(rows: QuerySet, stored: CheckIn | Correction) -> QuerySet:
    """The row by its key on the shards."""
    return rows.filter(pk=stored.pk, staff_id=stored.staff_id)
