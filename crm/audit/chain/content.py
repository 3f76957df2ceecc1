"""What the hash of an event covers: the event as it is stored, so that nothing is rebuilt for it.

What people wrote, and facts of customers, go in as one salted digest. Who is forgotten takes text
and salt along; the digest stays, and with it every hash behind it.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.raw_bson import RawBSONDocument

# Objects within an event stay the bytes that they are stored as, and instants milliseconds.
AS_STORED: CodecOptions[RawBSONDocument] = CodecOptions(
    document_class=RawBSONDocument, datetime_conversion=DatetimeConversion.DATETIME_MS
)
TEXTS = ("before", "after", "reason")
# In this order; `texts` is the salted digest.
COVERED = ("subject", "subject_type", "verb", "actor_id", "actor_name", "at", "origin")


def as_stored(document: Mapping[str, Any]) -> RawBSONDocument:
    """The event as the database will give it back."""
    return RawBSONDocument(bson.encode(document), AS_STORED)


def digest_of(event: Mapping[str, Any]) -> bytes:
    """What of the event its hash covers, but for its place. `event` as stored."""
    covered = {name: event.get(name) for name in COVERED}
    covered["texts"] = event.get("texts") or digest_of_texts(event)
    return sha256(bson.encode(covered)).digest()


def digest_of_texts(event: Mapping[str, Any]) -> bytes:
    """Stands for what an event says of before, after and why: not to be guessed without salt."""
    before, after = event["before"], event["after"]
    return sha256(event["salt"] + before.raw + after.raw + event["reason"].encode()).digest()


def first_hash(chain: str) -> bytes:
    """What the first event of a chain hangs on."""
    return sha256(chain.encode()).digest()


def next_hash(previous: bytes, sequence: int, digest: bytes) -> bytes:
    """The hash of the event with this digest and this place in its history."""
    return sha256(previous + sequence.to_bytes(8, "big", signed=True) + digest).digest()
