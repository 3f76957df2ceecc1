"""Notices as they are stored: each once, however often and on however many hosts it is found."""

from collections.abc import Iterable

from pymongo import UpdateOne

from crm.mongo.rows import collection
from crm.mongo.stored import document_of
from loyalty.models import MemberNotice


def store_once(notices: Iterable[MemberNotice]) -> int:
    """Store those that are not there; how many were new."""
    writes = [
        UpdateOne({"_id": each.pk}, {"$setOnInsert": _without_key(each)}, upsert=True)
        for each in notices
    ]
    if not writes:
        return 0
    return collection(MemberNotice).bulk_write(writes, ordered=False).upserted_count


def _without_key(notice: MemberNotice) -> dict:
    return {name: value for name, value in document_of(notice).items() if name != "_id"}
