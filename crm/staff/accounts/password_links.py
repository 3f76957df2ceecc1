"""The secret addresses by which people choose a password: of each only a hash is stored.

A person has one at most: a new one takes the place of the one before.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.staff.models import PasswordLink, User

GOOD_FOR = timedelta(hours=24)
TOKEN_BYTES = 32


def new_token(person_id: ObjectId) -> str:
    """Let the person choose a password by this token; an earlier one is good for nothing now."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = {"token_hash": hash_of(token), "expires_at": timezone.now() + GOOD_FOR}
    collection(PasswordLink).update_one(
        {"_id": person_id}, {"$set": link}, upsert=True, session=current_session()
    )
    return token


def take_token(token: str) -> ObjectId | None:
    """Whose it is, this once: of two at once one gets it. None if it is not good any more."""
    row = collection(PasswordLink).find_one_and_delete(_good(token), session=current_session())
    return row["_id"] if row else None


def drop_token(person_id: ObjectId) -> None:
    """Let the person's address answer no more. In the transaction of what ends it."""
    collection(PasswordLink).delete_one({"_id": person_id}, session=current_session())


def person_of(token: str) -> User | None:
    """The active account that may choose a password by this token now."""
    link = first_stored(PasswordLink, _good(token))
    return link and first_stored(User, {"_id": link.person_id, "is_active": True})


def hash_of(token: str) -> str:
    """What is stored of a token: it is random, so nothing slower is needed."""
    return sha256(token.encode()).hexdigest()


def _good(token: str) -> dict:
    return {"token_hash": hash_of(token), "expires_at": {"$gt": timezone.now()}}
