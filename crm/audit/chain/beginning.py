"""What stood in history before the chains, and since when every event hangs in one.

A migration stores the instant from which on an event without a hash is a forgery: a day after it,
for processes of the release before that still write. In the night after that, what came before is
bound too, by one hash over what nothing may lawfully change of it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

import bson
from django.utils import timezone

from crm.audit.models import ChainBeginning, Event
from crm.audit.phones import mask_phones
from crm.mongo.rows import collection

# Never rewritten, whoever is forgotten.
FIXED = ("_id", "subject", "subject_type", "verb", "actor_id", "actor_name", "at", "sequence")
ORDER = ("subject", "sequence")


class EarlierEvents(NamedTuple):
    """The events without a hash: how many, the hash over them, and when the last was."""

    number: int
    digest: bytes
    last_at: datetime | None


def beginning() -> ChainBeginning | None:
    """Since when events hang in chains; None in a database that was never brought up to date."""
    return ChainBeginning.objects.first()


def bind_earlier_events() -> ChainBeginning | None:
    """Bind what came before the chains, once nothing can come any more; else do nothing.

    Phone numbers that a process of the release before has written meanwhile are masked first.
    """
    begun = beginning()
    if begun is None or begun.digest is not None or begun.since > timezone.now():
        return begun
    mask_phones(collection(Event))
    earlier = earlier_events()
    begun.events, begun.digest = earlier.number, earlier.digest
    begun.save()
    return begun


def earlier_events(session: Any = None) -> EarlierEvents:
    """All events without a hash as they are now."""
    number, digest, last_at = 0, sha256(), None
    for event in _in_order(session):
        number += 1
        digest.update(bson.encode({name: event.get(name) for name in FIXED}))
        last_at = max(last_at or event["at"], event["at"])
    return EarlierEvents(number, digest.digest(), last_at)


def _in_order(session: Any) -> Iterator[Mapping[str, Any]]:
    """By their places in their histories, as an index has them; the few that share one by id."""
    fields = dict.fromkeys(FIXED, True)
    rows = collection(Event).find({"chain": None}, fields, session=session)
    sorted_rows = rows.sort([(name, 1) for name in ORDER]).hint("audit_event_order")
    for _place, same in groupby(sorted_rows, key=lambda row: [row.get(name) for name in ORDER]):
        yield from sorted(same, key=lambda row: row["_id"])
