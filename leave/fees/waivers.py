"""Waiving what a day's lateness or breaks cost, and charging it again (FE-1)."""

from datetime import date

from bson import ObjectId
from django.db import IntegrityError

from crm.audit.record import facts, note_event
from crm.calendar import first_day
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.fees.deciding import in_force, person_to_decide_about, take_back, tell
from leave.fees.errors import AlreadyWaived, NothingToWaive
from leave.fees.statements import lines_now
from leave.locks import lock_month, month_key
from leave.models import Waiver
from leave.rules.fees import FeeKind

TRACKED = ("staff_name", "date", "kind")


def waive(staff_id: ObjectId, day: date, kind: FeeKind, *, by: User, reason: str) -> Waiver:
    """Do not charge a day's lateness or breaks, and tell the person why.

    Raises OwnFee, NothingToWaive, AlreadyWaived, User.DoesNotExist.
    """
    try:
        return _waive(staff_id, day, kind, by, reason)
    except IntegrityError as error:
        raise AlreadyWaived from error


@transactional
def reinstate(pk: ObjectId, *, by: User, reason: str) -> Waiver:
    """Charge it again. Raises NotInForce, OwnFee, Waiver.DoesNotExist."""
    waiver = in_force(Waiver, pk, by)
    lock_month(waiver.staff_id, month_key(waiver.date))
    take_back(waiver, by, reason)
    place = note_event(waiver, "reinstate", by=by, before=facts(waiver, TRACKED), reason=reason)
    _tell(waiver, "fee-reinstated", place, by, reason)
    return waiver


@transactional
def _waive(staff_id: ObjectId, day: date, kind: FeeKind, by: User, reason: str) -> Waiver:
    lock_month(staff_id, month_key(day))
    person = person_to_decide_about(staff_id, by)
    month = first_day(day)
    lines = lines_now([(staff_id, month)]).get((staff_id, month), [])
    about = [line for line in lines if (line.kind, line.date) == (kind, day)]
    if not about or not about[0].charge:
        raise NothingToWaive
    if about[0].is_waived:
        raise AlreadyWaived
    waiver = Waiver.objects.create(
        staff=person,
        staff_name=person.name,
        date=day,
        kind=kind.value,
        reason=reason,
        by_name=by.name,
    )
    after = facts(waiver, TRACKED)
    place = note_event(waiver, "waive", by=by, after=after, reason=reason, sequence=1)
    _tell(waiver, "fee-waived", place, by, reason)
    return waiver


def _tell(waiver: Waiver, kind: str, place: int, by: User, reason: str) -> None:
    tell(
        waiver.staff_id,
        kind,
        waiver.date,
        place,
        date=waiver.date.isoformat(),
        by=by.name,
        reason=reason,
    )
