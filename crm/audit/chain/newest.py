"""Whether the newest events hang on those before them: a sample, in two commands."""

from collections.abc import Mapping
from typing import Any

from crm.audit.chain.content import AS_STORED, first_hash
from crm.audit.chain.proof import Fault, faults_of
from crm.audit.models import Event
from crm.mongo.rows import collection

NEWEST = 200
PLACE = {"chain": True, "link": True, "hash": True}


def faults_of_newest() -> tuple[int, list[Fault]]:
    """How many of the newest events were looked at, and what is wrong with them."""
    rows = collection(Event).with_options(codec_options=AS_STORED)
    newest = rows.find({}).sort([("at", -1), ("_id", -1)]).limit(NEWEST)
    events = [event for event in newest if event.get("chain")]
    hashes = _hashes_before(events)
    faults: list[Fault] = []
    for event in events:
        chain, before = event["chain"], event["link"] - 1
        previous = hashes.get((chain, before), b"") if before else first_hash(chain)
        # Without the event before it, it is that one which is missing.
        number = before if previous else before - 1
        faults += faults_of(event, number, previous)
    return len(events), faults


def _hashes_before(events: list[Any]) -> dict[tuple[str, int], bytes]:
    places = [{"chain": event["chain"], "link": event["link"] - 1} for event in events]
    if not places:
        return {}
    rows: list[Mapping[str, Any]] = list(collection(Event).find({"$or": places}, PLACE))
    return {(row["chain"], row["link"]): row["hash"] for row in rows}
