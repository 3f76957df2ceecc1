"""Codes of authenticator apps: which step of time they are of, that each works once."""

import re
from datetime import datetime
from typing import Any

import pyotp
import segno
from django.db.models import Model
from pyotp.exceptions import OTPVerificationError

from crm.mongo.rows import collection, current_session
from crm.staff.models import User

SIX_DIGITS = re.compile("[0-9]{6}")
# Steps of 30 seconds before and after the present one: clocks differ, and people type slowly.
WINDOW = 1
ISSUER = "Omset CRM"


def new_secret() -> str:
    """One at random, in base 32 as authenticator apps read it."""
    return pyotp.random_base32()


def timecode_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of time that `code` is of; None if it is of none near `now`."""
    typed = "".join(code.split())
    if not SIX_DIGITS.fullmatch(typed):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None


def take_timecode(stored: Model, timecode: int, **more: Any) -> bool:
    """Take the code of a step of time; False if it, or a later one, was taken before.

    `stored` is the row of the secret, with `last_timecode`, `failures` and `locked_until`. One
    conditional update: of any number at once one gets it.
    """
    changed = collection(type(stored)).update_one(
        {"_id": stored.pk, "last_timecode": {"$lt": timecode}},
        {"$set": {"last_timecode": timecode, "failures": 0, "locked_until": None, **more}},
        session=current_session(),
    )
    return changed.matched_count == 1


def uri_of(secret: str, person: User, issuer: str = ISSUER) -> str:
    """What an authenticator app reads: the secret, for whom and of what."""
    return pyotp.TOTP(secret).provisioning_uri(
        name=person.email or person.username, issuer_name=issuer
    )


def picture_of(uri: str) -> str:
    """The same as a picture for the `src` of an image."""
    return segno.make(uri, micro=False).svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
