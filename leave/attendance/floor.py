"""The code on the wall: six digits, new every 30 seconds, one secret for the floor (AT-1)."""

from datetime import date, datetime
from typing import NamedTuple

import pyotp
from bson import ObjectId

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.policies.reads import value_on
from crm.staff.models import User
from crm.staff.second_factor.authenticator_codes import new_secret, timecode_of
from leave.attendance.policies import FLOOR_CODE
from leave.models import FloorCode

_ONLY_ROW = ObjectId("0" * 24)
STEP = 30


class ShownCode(NamedTuple):
    """What the screen shows, and for how many seconds still."""

    code: str
    seconds: int


def is_asked_for(day: date) -> bool:
    """Whether the code of the wall is asked for beside the personal one; one command."""
    return bool(value_on(FLOOR_CODE, day))


def floor_code() -> FloorCode | None:
    """The secret behind the screens; None before the first."""
    return FloorCode.objects.filter(pk=_ONLY_ROW).first()


@transactional
def renew(*, by: User) -> FloorCode:
    """A new secret: the screens of the old one show nothing any more."""
    stored = floor_code()
    generation = stored.generation + 1 if stored else 1
    renewed = FloorCode(pk=_ONLY_ROW, secret=new_secret(), generation=generation)
    renewed.save()
    note_event(renewed, "renew", by=by, after={"generation": generation})
    return renewed


def shown_code(stored: FloorCode, now: datetime) -> ShownCode:
    """The code of this very moment."""
    seconds = STEP - int(now.timestamp()) % STEP
    return ShownCode(pyotp.TOTP(stored.secret).at(now), seconds)


def is_right(code: str, now: datetime) -> bool:
    """Whether the wall shows this code, or did half a minute ago. False without any screen."""
    stored = floor_code()
    return stored is not None and timecode_of(stored.secret, code, now) is not None
