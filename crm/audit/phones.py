"""Masks phone numbers that events from before tell in full. There is no way back to the numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection

from crm.web.texts.masking import MASK, masked

AT_ONCE = 1000
SIDES = ("before.phone", "after.phone")


def mask_phones(events: Collection[dict[str, Any]]) -> int:
    """Mask what stands in full under `phone` in events without a hash; how many were written.

    In batches, each of which stands by itself: a run that was stopped is finished by the next.
    """
    written, batch = 0, list[UpdateOne]()
    for event in events.find({"hash": None, "$or": [_in_full(side) for side in SIDES]}, SIDES):
        batch.append(UpdateOne({"_id": event["_id"]}, {"$set": dict(_masked(event))}))
        if len(batch) == AT_ONCE:
            written += events.bulk_write(batch, ordered=False).modified_count
            batch = []
    return written + (events.bulk_write(batch, ordered=False).modified_count if batch else 0)


def _in_full(side: str) -> dict[str, Any]:
    # Any text that is not empty and does not begin as a masked one does.
    return {side: {"$gt": "", "$not": {"$gte": MASK, "$lt": MASK + "\uffff"}}}


def _masked(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for side in SIDES:
        where, name = side.split(".")
        phone = (event.get(where) or {}).get(name)
        if isinstance(phone, str) and phone and not phone.startswith(MASK):
            yield side, masked(phone)
