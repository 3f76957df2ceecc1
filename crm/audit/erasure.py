"""The one exception to history that never changes: who is forgotten is named nowhere.

The digest of what an event said stays, and so does its hash; text and salt go. What it says instead
is bound by an event of its own: nobody else takes a text away and calls it forgotten.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import bson
from bson import ObjectId
from pymongo import UpdateOne

from crm.audit.chain.content import AS_STORED, TEXTS, as_stored, digest_of_texts
from crm.audit.chain.linking import SALT_BYTES
from crm.audit.models import Event
from crm.audit.record import note_about
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional

EVENTS_AT_ONCE = 500
# The history of history: which events say something else since, and the digest of it.
REWRITTEN = ObjectId("0" * 24)
SUBJECT_TYPE, VERB = "audit.history", "forget"


def rewrite_history(match: Mapping[str, Any], change: Callable[[Any], Any]) -> int:
    """Put what `change` makes of them in the place of what these stored events say; how many."""
    events = collection(Event).find(match, TEXTS, session=current_session())
    pks = [event["_id"] for event in events if _changed(event, change)]
    parts = range(0, len(pks), EVENTS_AT_ONCE)
    return sum(_rewrite(pks[first : first + EVENTS_AT_ONCE], change) for first in parts)


def customers_in_history() -> Iterable[str]:
    """How every customer was ever typed, once each: reads all of history."""
    for side in ("before", "after"):
        field = f"{side}.customer_id"
        stages: list[dict[str, Any]] = [
            {"$match": {field: {"$type": "string"}}},
            {"$group": {"_id": f"${field}"}},
        ]
        yield from (row["_id"] for row in collection(Event).aggregate(stages))


@transactional
def _rewrite(pks: list[ObjectId], change: Callable[[Any], Any]) -> int:
    stored = collection(Event).with_options(codec_options=AS_STORED)
    writes, digests = list[UpdateOne](), dict[str, str]()
    for event in stored.find({"_id": {"$in": pks}}, session=current_session()):
        values = _changed(bson.decode(event.raw), change)
        if values and event.get("hash"):
            values |= {"salt": secrets.token_bytes(SALT_BYTES)}
            values |= {"texts": event.get("texts") or digest_of_texts(event)}
            digests[str(event["_id"])] = digest_of_texts(as_stored(values)).hex()
        if values:
            writes.append(UpdateOne({"_id": event["_id"]}, {"$set": values}))
    if digests:
        note_about(REWRITTEN, SUBJECT_TYPE, VERB, after={"events": digests})
    if writes:
        collection(Event).bulk_write(writes, ordered=False, session=current_session())
    return len(writes)


def _changed(event: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """What the event will say instead; empty if it stays as it is."""
    values = {name: change(event[name]) for name in TEXTS}
    return {} if all(event[name] == values[name] for name in TEXTS) else values
