"""The secret addresses by which people choose a password: of each only a hash is stored.

A person has one at most: a new one takes the place of the one before. Whoever made it is not to
use it: not in a browser in which they have signed in, and not when they manage the account no
more; history says who made it, and whether it was used from where it was made (issue 15, 1).
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple, cast

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored, stored_instance
from crm.staff.history import origin_of
from crm.staff.models import PasswordLink, User

GOOD_FOR = timedelta(hours=24)
TOKEN_BYTES = 32


class Chooser(NamedTuple):
    """Who may choose a password, who made the link (None of one from before), and from where."""

    person: User
    maker: User | None
    made_from: str

    def facts(self) -> dict[str, object]:
        """What history says of the link when it was used."""
        address = _address(self.person)
        return {
            "link_made_by": self.maker.name if self.maker else "",
            "is_same_address": bool(address) and address == self.made_from,
        }


def new_token(person_id: ObjectId, *, by: User) -> str:
    """Let the person choose a password by this token; an earlier one is good for nothing now."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = {
        "token_hash": hash_of(token),
        "expires_at": timezone.now() + GOOD_FOR,
        "made_by_id": by.pk,
        "made_from": _address(by),
    }
    collection(PasswordLink).update_one(
        {"_id": person_id}, {"$set": link}, upsert=True, session=current_session()
    )
    return token


def take_token(token: str) -> Chooser | None:
    """Who chooses by it, this once: of two at once one gets it. None if it is good no more."""
    row = collection(PasswordLink).find_one_and_delete(_good(token), session=current_session())
    return _chooser(cast(PasswordLink, stored_instance(PasswordLink, row))) if row else None


def drop_token(person_id: ObjectId) -> None:
    """Let the person's address answer no more. In the transaction of what ends it."""
    collection(PasswordLink).delete_one({"_id": person_id}, session=current_session())


def chooser_of(token: str) -> Chooser | None:
    """Who may choose a password by this token now."""
    link = first_stored(PasswordLink, _good(token))
    return _chooser(link) if link else None


def hash_of(token: str) -> str:
    """What is stored of a token: it is random, so nothing slower is needed."""
    return sha256(token.encode()).hexdigest()


def _chooser(link: PasswordLink) -> Chooser | None:
    """None if the account has ended, or who made the link could not make it any more."""
    person = first_stored(User, {"_id": link.person_id, "is_active": True})
    if person is None:
        return None
    if link.made_by_id is None:
        return Chooser(person, None, "")
    maker = first_stored(User, {"_id": link.made_by_id, "is_active": True})
    if maker is None or not maker.may_manage(person):
        return None
    return Chooser(person, maker, link.made_from)


def _address(person: User) -> str:
    """From where the request comes that is being answered; "" outside of requests."""
    return (origin_of(person) or {}).get("address", "")


def _good(token: str) -> dict:
    return {"token_hash": hash_of(token), "expires_at": {"$gt": timezone.now()}}
