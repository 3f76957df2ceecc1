"""The rows that are written first: a member's head, and that of a buyer who is no member (LP-6)."""

import hashlib
from collections.abc import Collection, Iterable

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne

from crm.mongo.rows import collection, current_session
from loyalty.models import BuyerLock, MemberPoints, Programme

NOTHING_YET = {
    "entries": 0,
    "balance": 0,
    "earned": 0,
    "spent": 0,
    "expired": 0,
    "free_from": None,
    "next_end": None,
}
ONE_MORE = {"$inc": {"events": 1}}


def lock_heads(programme: Programme, member_ids: Collection[ObjectId]) -> dict[ObjectId, dict]:
    """Wait for, or collide with, whoever else posts for these members; their heads as stored."""
    heads, session = collection(MemberPoints), current_session()
    new = NOTHING_YET | {"programme_id": programme.pk}
    if len(member_ids) == 1:
        (pk,) = member_ids
        head = heads.find_one_and_update(
            {"_id": pk},
            ONE_MORE | {"$setOnInsert": new},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        return {pk: head or {}}
    writes = [
        UpdateOne({"_id": pk}, ONE_MORE | {"$setOnInsert": new}, upsert=True)
        for pk in sorted(member_ids)
    ]
    if writes:
        heads.bulk_write(writes, session=session)
    rows = heads.find({"_id": {"$in": list(member_ids)}}, session=session)
    return {row["_id"]: row for row in rows}


def lock_buyers(programme_ids: Iterable[ObjectId], keys: Collection[str]) -> None:
    """The same of customers who are no members of these programmes, by their keys."""
    writes = [
        UpdateOne({"_id": _lock_id(pk, key)}, ONE_MORE, upsert=True)
        for pk in sorted(set(programme_ids))
        for key in sorted(set(keys))
    ]
    if writes:
        collection(BuyerLock).bulk_write(writes, session=current_session())


def _lock_id(programme_id: ObjectId, key: str) -> str:
    return hashlib.sha256(f"{programme_id}:{key}".encode()).hexdigest()
