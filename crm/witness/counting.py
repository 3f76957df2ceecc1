"""What an entry says of the database: counts, the newest batches, the roots (LW-1)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone

from crm.mongo.rows import collection, current_session, mongo_connection
from crm.registry.runs.witnessed import BATCHES, COUNTS, ROOTS
from crm.witness.models import WitnessedBatch

# So many batches are named in an entry that is no pulse.
NEWEST = 20


class BatchKey(NamedTuple):
    """Which batch: its registered kind and the app's key."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


def append_only() -> list[str]:
    """The names of the counts that never fall."""
    return [name for name, witnessed in COUNTS.items() if witnessed.append_only]


def estimated(names: Iterable[str] | None = None) -> dict[str, int]:
    """The counts as the server keeps them: no row is read. After it has crashed they may be off,
    by the same for as long as it runs.
    """
    chosen = COUNTS if names is None else names
    return {name: collection(COUNTS[name].model).estimated_document_count() for name in chosen}


def server_process() -> str:
    """Which process of the server counts; "" where several do, as in a cluster."""
    hello = mongo_connection().database.client.admin.command("hello")
    process = (hello.get("topologyVersion") or {}).get("processId")
    return "" if hello.get("msg") == "isdbgrid" or process is None else str(process)


def counted(names: Iterable[str] | None = None) -> dict[str, int]:
    """The counts by counting: a third of a second a million rows."""
    chosen = COUNTS if names is None else names
    return {
        name: collection(COUNTS[name].model).count_documents({}, hint="_id_") for name in chosen
    }


def last_roots() -> dict[str, dict[str, Any]]:
    """The last root of each name, as far as there is one."""
    roots = {name: witnessed.read() for name, witnessed in ROOTS.items()}
    return {name: root for name, root in roots.items() if root}


def note_batches(ended: Iterable[BatchKey]) -> None:
    """Store what the batches hold now that have just ended, and those that nobody has noted."""
    for batch in {*ended, *_not_noted()}:
        note_batch(batch)


def note_batch(batch: BatchKey) -> None:
    """Store what the batch holds now, as what it has to hold from now on."""
    rows, kind = collection(WitnessedBatch), BATCHES[batch.kind]
    # First: what is removed meanwhile is not missed later.
    before = rows.find_one({"_id": str(batch)}) or {"removed": 0}
    number = kind.count_rows(batch.key)
    if number is None:
        return
    facts = {
        **batch._asdict(),
        "rows": number,
        "fingerprint": kind.fingerprint(batch.key),
        "removed_before": before["removed"],
        "counted_at": timezone.now(),
    }
    change = {"$set": facts, "$setOnInsert": {"removed": 0}}
    rows.update_one({"_id": str(batch)}, change, upsert=True)


def note_removed(batch: BatchKey, rows: int) -> None:
    """Rows of a batch go lawfully; in the transaction that removes them. Not noted: nothing."""
    collection(WitnessedBatch).update_one(
        {"_id": str(batch)}, {"$inc": {"removed": rows}}, session=current_session()
    )


def newest_batches() -> list[dict[str, Any]]:
    """The batches that ended last, as an entry names them."""
    fields = dict.fromkeys(("kind", "key", "rows", "fingerprint"), True) | {"_id": False}
    order = [("counted_at", -1), ("_id", -1)]
    return list(collection(WitnessedBatch).find({}, fields).sort(order).limit(NEWEST))


def last_of_each_kind() -> list[dict[str, Any]]:
    """The batch that ended last of each kind: kind, key, rows, counted_at."""
    newest = {"_id": "$kind", "last": {"$first": "$$ROOT"}}
    order = {"counted_at": -1, "_id": -1}
    steps: list[dict[str, Any]] = [{"$sort": order}, {"$group": newest}, {"$sort": {"_id": 1}}]
    return [row["last"] for row in collection(WitnessedBatch).aggregate(steps)]


def _not_noted() -> set[BatchKey]:
    newest = {BatchKey(name, key) for name, kind in BATCHES.items() for key in kind.newest()}
    if not newest:
        return set()
    ids = [str(batch) for batch in newest]
    known = collection(WitnessedBatch).distinct("_id", {"_id": {"$in": ids}})
    return {batch for batch in newest if str(batch) not in known}
