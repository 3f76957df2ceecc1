"""Hashes of customers' keys and phones: what an entry is recognised by after an erasure.

They are made with a secret of this database, so that nobody without it can try out phone numbers.
"""

import hmac
from collections.abc import Iterable

from crm.mongo.rows import collection, current_session
from members.models import HashSecret
from members.models.databases import new_secret

_ONLY_ROW = "customers"


def hash_secret() -> bytes:
    """The secret of all hashes; made once, by whoever asks first."""
    secrets, session = collection(HashSecret), current_session()
    row = secrets.find_one({"_id": _ONLY_ROW}, session=session)
    if row is None:
        first = {"$setOnInsert": {"secret": new_secret()}}
        secrets.update_one({"_id": _ONLY_ROW}, first, upsert=True, session=session)
        row = secrets.find_one({"_id": _ONLY_ROW}, session=session)
    return bytes.fromhex(row["secret"]) if row else b""


def secret_if_any() -> bytes:
    """The same, and b"" where no hash was ever made."""
    row = collection(HashSecret).find_one({"_id": _ONLY_ROW}, session=current_session())
    return bytes.fromhex(row["secret"]) if row else b""


def key_hashes(keys: Iterable[str], secret: bytes) -> dict[str, str]:
    """The keys by their hashes; an empty one has none."""
    return {_hash(secret, "key", key): key for key in keys if key}


def phone_hashes(phones: Iterable[str], secret: bytes) -> dict[str, str]:
    """The phones, as +62812..., by their hashes; an empty one has none."""
    return {_hash(secret, "phone", phone): phone for phone in phones if phone}


def hash_of_key(key: str, secret: bytes) -> str:
    """The hash of a customer's key; "" for none."""
    return _hash(secret, "key", key) if key else ""


def hash_of_phone(phone: str, secret: bytes) -> str:
    """The hash of a phone, as +62812...; "" for none."""
    return _hash(secret, "phone", phone) if phone else ""


def _hash(secret: bytes, of: str, text: str) -> str:
    return hmac.digest(secret, f"{of}:{text}".encode(), "sha256").hex()
