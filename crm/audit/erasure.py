"""The one exception to history that never changes: who is forgotten is named nowhere."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pymongo import UpdateOne

from crm.audit.models import Event
from crm.mongo.rows import collection, current_session

TEXTS = ("before", "after", "reason")
EVENTS_AT_ONCE = 500


def rewrite_history(match: Mapping[str, Any], change: Callable[[Any], Any]) -> int:
    """Put what `change` makes of them in the place of what these stored events say; how many."""
    events = collection(Event).find(match, TEXTS, session=current_session())
    writes = [write for event in events if (write := _write(event, change))]
    for first in range(0, len(writes), EVENTS_AT_ONCE):
        some = writes[first : first + EVENTS_AT_ONCE]
        collection(Event).bulk_write(some, ordered=False, session=current_session())
    return len(writes)


def customers_in_history() -> Iterable[str]:
    """How every customer was ever typed, once each: reads all of history."""
    for side in ("before", "after"):
        field = f"{side}.customer_id"
        stages: list[dict[str, Any]] = [
            {"$match": {field: {"$type": "string"}}},
            {"$group": {"_id": f"${field}"}},
        ]
        yield from (row["_id"] for row in collection(Event).aggregate(stages))


def _write(event: Mapping[str, Any], change: Callable[[Any], Any]) -> UpdateOne | None:
    values = {name: change(event[name]) for name in TEXTS}
    if all(event[name] == values[name] for name in TEXTS):
        return None
    return UpdateOne({"_id": event["_id"]}, {"$set": values})
