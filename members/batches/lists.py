"""How batches and their rows are asked for: which, how many, on which page."""

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId
from django.db.models import QuerySet
from django.utils import timezone

from crm.mongo.rows import aggregate, collection, current_session, midnight
from crm.web.lists.cursors import read_cursor
from crm.web.lists.paging import Page, page_around
from members.batches.shares import SHARES, Share, shares_of
from members.models import IN_HAND, Batch, MemberRow

# As many as are read on a phone before the next page.
PAGE_SIZE = 25
BY_NUMBER = {"number": 1, "_id": 1}
Match = dict[str, Any]


def batches_in_hand(**of: ObjectId) -> list[ObjectId]:
    """The batches of which somebody has a row still (WD-2), of a `staff_id` or a `database_id`."""
    match = {**of, "status": {"$in": list(IN_HAND)}}
    return collection(MemberRow).distinct("batch_id", match, session=current_session())


def match_of(batch: Batch, share: Share | None = None) -> Match:
    """The rows of a batch that its staff member has, of one share or all."""
    match: Match = {
        "database_id": batch.database_id,
        "batch_id": batch.pk,
        "status": {"$in": list(IN_HAND)},
    }
    return match | ({"$expr": share.expression(_tonight())} if share else {})


def rows_matching(match: Match, most: int) -> QuerySet[MemberRow]:
    """The first rows of a match, `most` at most, as a queryset."""
    rows = collection(MemberRow).find(match, {"_id": True}).sort(BY_NUMBER).limit(most)
    return MemberRow.objects.filter(pk__in=[row["_id"] for row in rows])


def counts_of(batches: Iterable[Batch]) -> dict[ObjectId, dict[str, int]]:
    """For each batch the number of its rows as `all`, and of each of its shares by key.

    One command for all of them.
    """
    batches = list(batches)
    if not batches:
        return {}
    match = {
        "batch_id": {"$in": [batch.pk for batch in batches]},
        "status": {"$in": list(IN_HAND)},
    }
    tonight = _tonight()
    sums = {share.name: {"$sum": {"$cond": [share.expression(tonight), 1, 0]}} for share in SHARES}
    group = {"_id": {"batch": "$batch_id"}, "all": {"$sum": 1}, **sums}
    rows = aggregate(MemberRow, [{"$match": match}, {"$group": group}])
    by_batch = {row["batch"]: row for row in rows}
    return {batch.pk: _counts(batch.kind, by_batch.get(batch.pk, {})) for batch in batches}


def rows_page(match: Match, cursor_text: str) -> Page:
    """A page of stored rows in the order of their numbers. Raises BadCursor."""
    cursor = read_cursor(cursor_text, int, ObjectId)
    backwards = cursor is not None and cursor.backwards
    order = {key: -way if backwards else way for key, way in BY_NUMBER.items()}
    beyond = {"$and": [match, cursor.beyond(BY_NUMBER)]} if cursor else match
    rows = list(collection(MemberRow).find(beyond).sort(order).limit(PAGE_SIZE + 1))
    return page_around(
        rows[:PAGE_SIZE],
        cursor,
        more=len(rows) > PAGE_SIZE,
        key_of=lambda row: (row["number"], row["_id"]),
    )


def next_row(match: Match, after: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The first matching row behind `after` by number, or of all; None if there is none."""
    if after is None:
        return collection(MemberRow).find_one(match, sort=list(BY_NUMBER.items()))
    behind = {"$or": [{"number": {"$gt": after["number"]}}, _same_number("$gt", after)]}
    return collection(MemberRow).find_one({"$and": [match, behind]}, sort=list(BY_NUMBER.items()))


def row_before(match: Match, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The last matching row before `row` by number; None if it is the first."""
    order = [(key, -way) for key, way in BY_NUMBER.items()]
    before = {"$or": [{"number": {"$lt": row["number"]}}, _same_number("$lt", row)]}
    return collection(MemberRow).find_one({"$and": [match, before]}, sort=order)


def due_count(staff_id: ObjectId) -> int:
    """How many rows of a staff member are to be called again today or since longer."""
    match = {
        "staff_id": staff_id,
        "status": {"$in": list(IN_HAND)},
        "call_again_on": {"$ne": None, "$lte": _tonight()},
    }
    return collection(MemberRow).count_documents(match)


def _same_number(side: str, row: Mapping[str, Any]) -> Match:
    return {"number": row["number"], "_id": {side: row["_id"]}}


def _counts(kind: str, row: Mapping[str, int]) -> dict[str, int]:
    counts = {share.key: row.get(share.name, 0) for share in shares_of(kind)}
    return {"all": row.get("all", 0), **counts}


def _tonight() -> Any:
    return midnight(timezone.localdate())
