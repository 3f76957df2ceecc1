"""Somebody who signs in with a second factor."""

from typing import NamedTuple

import pyotp
from django.utils import timezone

from crm.staff.models import User
from crm.staff.second_factor import verbs
from tests.make import make_staff

# Codes of the app are good a step before and after the present one.
STEP = 30


class Phone(NamedTuple):
    """Whose it is, what it shows, and the recovery codes beside it."""

    owner: User
    secret: str
    recovery_codes: list[str]

    def code(self, steps=0) -> str:
        """What the app shows, so many steps from now."""
        return pyotp.TOTP(self.secret).at(int(timezone.now().timestamp()) + steps * STEP)

    def wrong_code(self) -> str:
        """One that it shows neither now nor soon."""
        codes = {self.code(steps) for steps in range(-2, 3)}
        return next(code for code in map("{:06}".format, range(9)) if code not in codes)


def make_phone(person=None) -> Phone:
    """Set up a moment ago: the code before the present one is used up."""
    person = person or make_staff()
    secret = pyotp.random_base32()
    phone = Phone(person, secret, [])
    codes = verbs.set_up(person.pk, secret, phone.code(-1))
    person.refresh_from_db()
    return phone._replace(recovery_codes=codes)
