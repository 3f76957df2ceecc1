"""Four eyes: who entered a deposit, or was the last to change it, does not decide about it.

History says who that was: each event is written in the transaction of what it tells of.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bson import ObjectId

from crm.audit.models import Event
from crm.mongo.rows import aggregate, object_id
from crm.staff.access import who_may_open
from crm.staff.models import User
from omset.models import OmsetRecord

DECISIONS = ["approve", "decline"]
DECIDED_AT = "omset:approve"


class SamePerson(Exception):
    """Whose work a deposit is does not decide about it while another admin can."""


class DecisionRight(NamedTuple):
    """Whether somebody may decide about a deposit, and whether a second person sees it then."""

    is_refused: bool = False
    is_unseen: bool = False


def is_unseen(record: OmsetRecord, by: User) -> bool:
    """Whether a decision of `by` is one that no second person sees.

    In the current transaction. Raises SamePerson where another admin can decide.
    """
    right = decision_rights([record], by)[record.pk]
    if right.is_refused:
        raise SamePerson
    return right.is_unseen


def decision_rights(records: Iterable[OmsetRecord], by: User) -> dict[ObjectId, DecisionRight]:
    """What `by` may decide of each record; two commands at most for all.

    Whose the deposit is counts among those whose work it is when others are looked for.
    """
    records = list(records)
    authors = authors_of(records) if records else {}
    mine = {record.pk for record in records if by.pk in authors[record.pk]}
    deciding = who_may_open(DECIDED_AT) if mine else set()
    rights = {record.pk: DecisionRight() for record in records}
    for record in records:
        if record.pk in mine:
            others = deciding - authors[record.pk] - {by.pk, record.staff_id}
            rights[record.pk] = DecisionRight(is_refused=bool(others), is_unseen=not others)
    return rights


def authors_of(records: Iterable[OmsetRecord]) -> dict[ObjectId, set[ObjectId]]:
    """The accounts that entered each record and were the last to change it.

    Of an imported one whoever had the file imported; nobody of one from the command line.
    """
    batches = {record.pk: object_id(record.batch) for record in records}
    imports = {batch for batch in batches.values() if batch}
    actors = _first_and_last([*batches, *imports])
    authors = {}
    for pk, batch in batches.items():
        first, last = actors.get(pk, (None, None))
        entered = actors.get(batch, (first,))
        authors[pk] = {actor for actor in (*entered, last) if actor}
    return authors


def _first_and_last(subjects: list[ObjectId]) -> dict[ObjectId | None, tuple]:
    """Who was the first and who the last to do something to each, decisions apart."""
    match = {"subject": {"$in": subjects}, "verb": {"$nin": DECISIONS}}
    ends = {"first": {"$first": "$actor_id"}, "last": {"$last": "$actor_id"}}
    pipeline: list[dict] = [
        {"$match": match},
        {"$sort": {"subject": 1, "sequence": 1}},
        {"$group": {"_id": {"subject": "$subject"}} | ends},
    ]
    return {row["subject"]: (row["first"], row["last"]) for row in aggregate(Event, pipeline)}
