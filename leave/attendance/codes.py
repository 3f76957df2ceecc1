"""How many codes of six digits may fail (crm/staff/second_factor/authenticator_codes.py)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.notifications.send import notify
from crm.staff.models import User
from leave.models import Authenticator

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class Failures(NamedTuple):
    """What a wrong code did."""

    left: int
    locked_until: datetime | None


def count_failure(authenticator: Authenticator, staff: User, now: datetime) -> Failures:
    """Remember a wrong code; the fifth locks for fifteen minutes and tells the admins.

    In a transaction whose first write lines up all attempts of the person.
    """
    failures = authenticator.failures + 1
    if failures < MOST_FAILURES:
        _set(authenticator, failures=failures)
        return Failures(MOST_FAILURES - failures, None)
    until = (now + LOCKED_FOR).replace(microsecond=0)
    # After the lock they count from nothing again.
    _set(authenticator, failures=0, locked_until=until)
    place = note_event(authenticator, "lock", after={"locked_until": until.isoformat()})
    admins = User.objects.admins().values_list("pk", flat=True)
    page = reverse("leave:authenticators")
    notify(admins, "attendance-locked", page, place, staff=staff.name)
    return Failures(0, until)


def _set(authenticator: Authenticator, **values: object) -> None:
    collection(Authenticator).update_one(
        {"_id": authenticator.pk}, {"$set": values}, session=current_session()
    )
