"""The secret that a phone shares with the product: set up, verified once, reset (AT-1)."""

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from crm.staff.second_factor.authenticator_codes import new_secret, take_timecode, timecode_of
from crm.staff.usage import refer_to
from leave.locks import lock_month, month_key
from leave.models import Authenticator


class AlreadySetUp(Exception):
    """It is verified: its secret is shown to nobody any more."""


class NotSetUp(Exception):
    """There is no secret to verify, or none to reset."""


class WrongCode(Exception):
    """The code is of no step of time near now."""


def authenticator_of(staff_id: ObjectId) -> Authenticator | None:
    """What is set up for somebody, verified or not."""
    return first_stored(Authenticator, {"staff_id": staff_id})


@transactional
def begin(staff: User) -> Authenticator:
    """Give somebody a secret of their own, unless they have one; writes it.

    Raises AlreadySetUp once it is verified.
    """
    _line_up(staff.pk)
    stored = authenticator_of(staff.pk)
    if stored and stored.verified_at:
        raise AlreadySetUp
    if stored and stored.secret:
        return stored
    refer_to(staff)
    stored = stored or Authenticator(staff=staff)
    stored.secret = new_secret()
    stored.save()
    note_event(stored, "set up", by=staff)
    return stored


@transactional
def verify(staff: User, code: str) -> Authenticator:
    """Let the secret count: its owner's phone shows the right code. Uses the code up.

    Raises AlreadySetUp, NotSetUp, WrongCode.
    """
    _line_up(staff.pk)
    stored = authenticator_of(staff.pk)
    if stored is None or not stored.secret:
        raise NotSetUp
    if stored.verified_at:
        raise AlreadySetUp
    now = timezone.now()
    timecode = timecode_of(stored.secret, code, now)
    if timecode is None or not take_timecode(stored, timecode, verified_at=now):
        raise WrongCode
    stored.verified_at = now
    note_event(stored, "verify", by=staff)
    return stored


@transactional
def reset_authenticator(staff: User, *, by: User, reason: str) -> Authenticator:
    """Forget the secret of a lost phone, and every lock; its owner sets up a new one.

    Raises NotSetUp. Goes into history without the secret.
    """
    _line_up(staff.pk)
    stored = authenticator_of(staff.pk)
    if stored is None or not stored.secret:
        raise NotSetUp
    stored.secret, stored.verified_at, stored.locked_until, stored.failures = "", None, None, 0
    stored.save()
    place = note_event(stored, "reset", by=by, reason=reason)
    notify([staff.pk], "authenticator-reset", reverse("leave:setup"), place, reason=reason)
    return stored


def _line_up(staff_id: ObjectId) -> None:
    """Attempts of one person wait for each other at the row of the present month."""
    lock_month(staff_id, month_key(timezone.localdate()))
