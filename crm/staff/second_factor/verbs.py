"""Setting a second factor up, asking for it, and resetting the one of a lost phone.

`by` is the person who acts. Each verb is one transaction and leaves history; what is checked
counts as a failure before it is judged, so that guesses at the same instant count, too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from bson import ObjectId
from django.utils import timezone
from pymongo import ReturnDocument

from crm.mongo.rows import collection
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import SecondFactor, User
from crm.staff.second_factor import recovery_codes
from crm.staff.second_factor.authenticator_codes import take_timecode, timecode_of
from crm.staff.second_factor.recovery_codes import hashed, take_recovery_code
from crm.staff.signals import changed

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class WrongCode(Exception):
    """The code is of no step of time near now."""


class NotSetUp(Exception):
    """There is no second factor to reset."""


class Result(Enum):
    """What became of a code."""

    RIGHT = auto()
    RECOVERED = auto()
    WRONG = auto()
    LOCKED = auto()


@dataclass(frozen=True)
class Attempt:
    """What became of it; how many may still be wrong, or how many recovery codes are left."""

    result: Result
    left: int = 0

    @property
    def is_right(self) -> bool:
        return self.result in (Result.RIGHT, Result.RECOVERED)


def factor_of(person_id: ObjectId) -> SecondFactor | None:
    """What somebody has set up."""
    return first_stored(SecondFactor, {"_id": person_id})


@transactional
def set_up(person_id: ObjectId, secret: str, code: str) -> list[str]:
    """Let the secret count from now on, in the place of one before; returns the recovery codes.

    The code proves that the phone has it, and is used up. Raises WrongCode.
    """
    now = timezone.now()
    timecode = timecode_of(secret, code, now)
    if timecode is None:
        raise WrongCode
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    SecondFactor(
        pk=person_id,
        secret=secret,
        last_timecode=timecode,
        recovery_salt=salt,
        recovery_codes=[hashed(each, salt) for each in codes],
    ).save()
    person = User.objects.get(pk=person_id)
    _write_account(person, "set up second factor", by=person, factor_since=now, factor_due=None)
    return codes


@transactional
def renew_recovery_codes(person_id: ObjectId) -> list[str]:
    """Ten new codes; those from before are good no more. Raises NotSetUp."""
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    hashes = [hashed(each, salt) for each in codes]
    stored = SecondFactor.objects.filter(pk=person_id)
    if not stored.update(recovery_salt=salt, recovery_codes=hashes):
        raise NotSetUp
    person = User.objects.get(pk=person_id)
    _write_account(person, "renew recovery codes", by=person)
    return codes


@transactional
def remove(person_id: ObjectId) -> None:
    """Sign in without a second factor from now on. Raises NotSetUp."""
    _forget(person_id)
    person = User.objects.get(pk=person_id)
    _write_account(person, "remove second factor", by=person, factor_since=None)


@transactional
def reset(person_id: ObjectId, *, by: User | None) -> None:
    """Forget the second factor of a lost phone, and end all sessions: its finder may have one.

    `by` None is the command line, which may all. Raises NotSetUp; its owner is told.
    """
    person = User.objects.get(pk=person_id)
    _forget(person_id)
    ended = person.sign_outs + 1
    freed: dict[str, Any] = {"factor_since": None, "factor_due": None, "sign_outs": ended}
    _write_account(person, "reset second factor", by=by, **freed)


def check(person: User, typed: str) -> Attempt:
    """Hold a code of the app, or a recovery code, against somebody's second factor.

    The right one is used up. The fifth wrong one in a row locks for fifteen minutes, and their
    owner is told.
    """
    now = timezone.now()
    stored = _counted(person.pk, now)
    if stored is None:
        return Attempt(Result.LOCKED)
    if recovery_codes.looks_like_one(typed):
        if _recovered(person.pk, hashed(typed, stored.recovery_salt)):
            return Attempt(Result.RECOVERED, len(stored.recovery_codes) - 1)
    else:
        timecode = timecode_of(stored.secret, typed, now)
        if timecode is not None and take_timecode(stored, timecode):
            return Attempt(Result.RIGHT)
    if stored.locked_until:
        _lock(person.pk)
        return Attempt(Result.LOCKED)
    return Attempt(Result.WRONG, MOST_FAILURES - stored.failures)


def _counted(person_id: ObjectId, now: datetime) -> SecondFactor | None:
    """Count an attempt as failed; the row after it, None while it is locked. One command."""
    too_many = {"$gte": [{"$add": ["$failures", 1]}, MOST_FAILURES]}
    failures = {"$cond": [too_many, 0, {"$add": ["$failures", 1]}]}
    until = {"$cond": [too_many, now + LOCKED_FOR, None]}
    row = collection(SecondFactor).find_one_and_update(
        {"_id": person_id, "$or": [{"locked_until": None}, {"locked_until": {"$lte": now}}]},
        [{"$set": {"failures": failures, "locked_until": until}}],
        return_document=ReturnDocument.AFTER,
    )
    if row is None:
        return None
    names = ("secret", "failures", "locked_until", "recovery_salt", "recovery_codes")
    return SecondFactor(pk=person_id, **{name: row[name] for name in names})


@transactional
def _recovered(person_id: ObjectId, code_hash: str) -> bool:
    if not take_recovery_code(person_id, code_hash):
        return False
    person = User.objects.get(pk=person_id)
    _write_account(person, "use recovery code", by=person)
    return True


@transactional
def _lock(person_id: ObjectId) -> None:
    _write_account(User.objects.get(pk=person_id), "lock second factor", by=None)


def _forget(person_id: ObjectId) -> None:
    removed, _of_each = SecondFactor.objects.filter(pk=person_id).delete()
    if not removed:
        raise NotSetUp


def _write_account(person: User, verb: str, *, by: User | None, **fields: Any) -> None:
    """Write the account, at which all of its history lines up, and note what was done to it."""
    for field, value in fields.items():
        setattr(person, field, value)
    person.save()
    changed.send(User, subject=person, verb=verb, by=by, before={}, after={})
