"""How many rows of a database have which status: written with the rows, proven against them.

Counting a million rows for each look at a page would take a quarter of a second. So each event of a
pool, which holds its lock and knows what it changes, writes the difference in its own transaction;
`manage.py member_counts` and the night count all rows and state every difference.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bson import ObjectId

from crm.mongo.rows import aggregate, collection, current_session
from crm.registry.runs.nightly import NightlyStep
from members.models import IN_HAND, MemberDatabase, MemberRow, PoolCounts, RowStatus
from members.models.rows import SMALLEST_ID

Counts = dict[str, int]
STATUSES = tuple(status.value for status in RowStatus)
# Beside the statuses: available, and in no draw.
EXCLUDED = "excluded"


class CountFault(NamedTuple):
    """A count that is not what the rows say."""

    database: str
    status: str
    stored: int
    counted: int


def add_counts(database_id: ObjectId, after: Mapping[str, int], before: Mapping[str, int]) -> None:
    """Write that so many rows have come to a status and left one. In the event's transaction."""
    changes = {
        status: after.get(status, 0) - before.get(status, 0)
        for status in STATUSES
        if after.get(status, 0) != before.get(status, 0)
    }
    if changes:
        collection(PoolCounts).update_one(
            {"_id": database_id}, {"$inc": changes}, upsert=True, session=current_session()
        )


def counts_of(database_ids: Collection[ObjectId]) -> dict[ObjectId, Counts]:
    """The rows of each database by status, and `total`.

    Of the available ones those who must not be contacted are `excluded`: no draw takes them.
    """
    stored, excluded = _stored(database_ids), excluded_of(database_ids)
    return {pk: _apart(stored[pk], excluded[pk]) for pk in database_ids}


def excluded_of(database_ids: Collection[ObjectId]) -> dict[ObjectId, int]:
    """How many rows of each database nobody has and no draw takes, since their customers must not
    be contacted: counted, from an index alone."""
    match = {
        "database_id": {"$in": list(database_ids)},
        "status": RowStatus.AVAILABLE.value,
        "is_do_not_contact": True,
    }
    counted = {"$group": {"_id": {"database": "$database_id"}, "rows": {"$sum": 1}}}
    rows = aggregate(MemberRow, [{"$match": match}, counted], hint="rows_in_pool")
    counts = {row["database"]: row["rows"] for row in rows}
    return {pk: counts.get(pk, 0) for pk in database_ids}


def conflicts_of(database_ids: Collection[ObjectId]) -> dict[ObjectId, int]:
    """How many rows of each database are conflicts (BZ-2): counted, from an index alone."""
    match = {
        "database_id": {"$in": list(database_ids)},
        "status": {"$in": list(IN_HAND)},
        "reservation_id": {"$gt": ObjectId(SMALLEST_ID)},
        "$expr": {"$ne": ["$reserved_for_id", "$staff_id"]},
    }
    counted = {"$group": {"_id": {"database": "$database_id"}, "rows": {"$sum": 1}}}
    rows = aggregate(MemberRow, [{"$match": match}, counted], hint="rows_in_conflict")
    counts = {row["database"]: row["rows"] for row in rows}
    return {pk: counts.get(pk, 0) for pk in database_ids}


def find_faults() -> Iterator[CountFault]:
    """Count every row, and state each count that differs. As of one moment for each database."""
    for database in MemberDatabase.objects.order_by("name_key", "pk"):
        stored = _stored([database.pk])[database.pk]
        counted = _counted(database.pk)
        # Somebody may have worked meanwhile: what differs is looked at once more.
        if any(stored[status] != counted.get(status, 0) for status in STATUSES):
            stored, counted = _stored([database.pk])[database.pk], _counted(database.pk)
        for status in STATUSES:
            if stored[status] != counted.get(status, 0):
                yield CountFault(database.name, status, stored[status], counted.get(status, 0))


def compare_counts() -> NightlyStep:
    """The nightly proof: changes nothing."""
    faults = list(find_faults())
    facts = {"differences": len(faults)}
    line = f"Members' databases: {len(faults):,} counts differ from their rows."
    return NightlyStep("member counts", facts, line, well=not faults)


def _stored(database_ids: Collection[ObjectId]) -> dict[ObjectId, Counts]:
    match = {"_id": {"$in": list(database_ids)}}
    rows = {row["_id"]: row for row in collection(PoolCounts).find(match)}
    return {
        pk: {status: rows.get(pk, {}).get(status, 0) for status in STATUSES} for pk in database_ids
    }


def _apart(stored: Counts, excluded: int) -> Counts:
    available = stored[RowStatus.AVAILABLE] - excluded
    more = {RowStatus.AVAILABLE.value: available, EXCLUDED: excluded}
    return stored | more | {"total": sum(stored.values())}


def _counted(database_id: ObjectId) -> Counts:
    rows = aggregate(
        MemberRow,
        [
            {"$match": {"database_id": database_id}},
            {"$group": {"_id": {"status": "$status"}, "rows": {"$sum": 1}}},
        ],
    )
    return {row["status"]: row["rows"] for row in rows}
