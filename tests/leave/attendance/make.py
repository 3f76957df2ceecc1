"""People who check in, made by the product's own verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyotp
from django.utils import timezone

from crm.policies.verbs import decide
from leave.attendance import authenticators
from leave.models import Authenticator
from leave.rules.shifts import JAKARTA


def at(text: str) -> datetime:
    """A moment in Jakarta, as a server in UTC has it."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA).astimezone(UTC)


def code_of(staff, seconds=0) -> str:
    """What the phone shows now, or so many seconds from now."""
    secret = Authenticator.objects.get(staff_id=staff.pk).secret
    return pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + seconds)


def set_up(staff) -> None:
    """The phone is verified, by a code of a minute ago."""
    authenticators.begin(staff)
    Authenticator.objects.filter(staff_id=staff.pk).update(verified_at=timezone.now())


def wrong_code_of(staff) -> str:
    """Six digits that the phone shows neither now nor near now."""
    near = {code_of(staff, seconds) for seconds in (-60, -30, 0, 30, 60)}
    return next(code for code in map("{:06}".format, range(10)) if code not in near)


def decided(policy, value, valid_from: str, *, by) -> None:
    """The floor has decided."""
    decide(policy, Decimal(value), date.fromisoformat(valid_from), by=by, reason="the floor")
