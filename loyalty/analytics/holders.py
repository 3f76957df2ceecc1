"""Whose cards have bought: which buyers are members, and the cards of some (LX-3)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from bson import ObjectId
from django.db import models

from crm.mongo.rows import aggregate, collection
from crm.mongo.unions import UnionPart, read_union
from loyalty.models import (
    BatchState,
    BuyerNumber,
    Card,
    Dataset,
    ImportBatch,
    Member,
    MemberMerge,
    Programme,
)
from loyalty.models.members import SMALLEST_ID
from loyalty.rules.analytics.buyer_sets import CardHolders, MembersByDay, set_of

# Of so many programmes, or states of one, a process keeps whose the cards are.
KEPT = 8
ANYBODY = ObjectId(SMALLEST_ID)
PERSON = {
    "from": Member._meta.db_table,
    "localField": "member_id",
    "foreignField": "_id",
    "pipeline": [{"$project": {"_id": False, "name": True, "surname": True, "number": True}}],
    "as": "person",
}
INDEX_OF_DAYS = {"programme_id": 1, "created_on": 1}
SETTLED = {BatchState.COMPLETE, BatchState.UNDONE, BatchState.REFUSED, BatchState.CANCELLED}


class HoldersStamp(NamedTuple):
    """Changes whenever a card that has bought may have another holder, and when somebody joins.

    `holders` is "" while a registry is being imported: then nothing may be kept.
    """

    holders: str
    last_member: int


def card_holders(programme: Programme, stamp: HoldersStamp) -> CardHolders:
    """Which cards that have bought have a member, and which have the same one.

    Kept by each process until a card goes to another member, a registry comes or a new card buys.
    """
    if not stamp.holders:
        return _holders(programme.pk)
    return _kept_holders(programme.pk, stamp.holders)


def members_by_day(programme: Programme, stamp: HoldersStamp) -> MembersByDay:
    """How many members there were at the end of each day; who was merged is the other one.

    Kept as long as card_holders(), and until somebody joins.
    """
    if not stamp.holders:
        return _members_by_day(programme.pk)
    return _kept_members_by_day(programme.pk, stamp)


@lru_cache(maxsize=KEPT)
def _kept_holders(programme_id: ObjectId, _stamp: str) -> CardHolders:
    return _holders(programme_id)


@lru_cache(maxsize=KEPT)
def _kept_members_by_day(programme_id: ObjectId, _stamp: HoldersStamp) -> MembersByDay:
    return _members_by_day(programme_id)


def cards_of_buyer(programme: Programme, number: int) -> frozenset[str]:
    """The cards of whom a number stands for: all of the member's, else the one; none for nobody."""
    row = BuyerNumber.objects.filter(programme=programme, number=number).first()
    if row is None:
        return frozenset()
    card = Card.objects.filter(pk=row.card).first()
    return cards_of_members([card.member_id]) if card else frozenset({row.card})


def cards_of_members(member_ids: Iterable[ObjectId]) -> frozenset[str]:
    """All cards of these members."""
    rows = collection(Card).find(
        {"member_id": {"$in": list(member_ids)}}, {"_id": True}, batch_size=20_000
    )
    return frozenset(row["_id"] for row in rows)


def names_of_cards(cards: Iterable[str]) -> dict[str, str]:
    """What the members of these cards are called, by card; none for cards without a member."""
    rows = collection(Card).aggregate(
        [
            {"$match": {"_id": {"$in": list(cards)}}},
            {"$lookup": PERSON},
            {"$project": {"person": {"$first": "$person"}}},
        ]
    )
    people = {row["_id"]: row["person"] for row in rows if row.get("person")}
    return {card: str(Member(**person)) for card, person in people.items()}


def members_of_cards(cards: Iterable[str]) -> dict[str, ObjectId]:
    """Whose each of these cards is, of those that are a member's."""
    rows = collection(Card).find(
        {"_id": {"$in": list(cards)}}, {"member_id": True}, batch_size=20_000
    )
    return {row["_id"]: row["member_id"] for row in rows}


def holders_stamp(programme: Programme) -> HoldersStamp:
    """What changes whenever card_holders() or members_by_day() may; one command."""
    registries = {"programme_id": programme.pk, "dataset": Dataset.REGISTRY.value}
    rows = read_union(
        {
            "registries": _part(ImportBatch, [{"$match": registries}, {"$sort": {"number": 1}}]),
            "events": _part(Programme, [{"$match": {"_id": programme.pk}}]),
            "last": _part(BuyerNumber, _last_number(programme)),
            "joined": _part(Member, _last_number(programme)),
        }
    )
    joined = [row["number"] for row in rows.pop("joined")]
    if any(row["state"] not in SETTLED for row in rows["registries"]):
        return HoldersStamp("", 0)
    return HoldersStamp(hashlib.sha256(repr(rows).encode()).hexdigest(), max(joined, default=0))


def _last_number(programme: Programme) -> list[dict[str, Any]]:
    return [
        {"$match": {"programme_id": programme.pk}},
        {"$sort": {"programme_id": 1, "number": -1}},
        {"$limit": 1},
    ]


def _part(model: type[models.Model], stages: list[dict[str, Any]]) -> UnionPart:
    fields = {"number": True, "state": True, "events": True}
    return UnionPart(model._meta.db_table, [*stages, {"$project": fields}])


def _holders(programme_id: ObjectId) -> CardHolders:
    rows = collection(BuyerNumber).find({"programme_id": programme_id}, batch_size=20_000)
    numbers = {row["card"]: row["number"] for row in rows}
    by_member: dict[ObjectId, list[int]] = defaultdict(list)
    for card, member_id in members_of_cards(numbers).items():
        by_member[member_id].append(numbers[card])
    people = collection(Member).find(
        {"_id": {"$in": list(by_member)}}, {"created_on": True}, batch_size=20_000
    )
    created = {row["_id"]: row["created_on"].date().toordinal() for row in people}
    days = tuple((created[pk], number) for pk, theirs in by_member.items() for number in theirs)
    shared = tuple(set_of(theirs) for theirs in by_member.values() if len(theirs) > 1)
    with_member = set_of(number for _day, number in days)
    cards = {number: card for card, number in numbers.items()}
    return CardHolders(with_member, shared, days, cards)


def _members_by_day(programme_id: ObjectId) -> MembersByDay:
    """Read by the index of their days alone, but for those who were merged."""
    of_programme = {"$match": {"programme_id": programme_id}}
    by_day = {"$group": {"_id": {"day": "$created_on"}, "count": {"$sum": 1}}}
    joined = aggregate(Member, [of_programme, {"$sort": INDEX_OF_DAYS}, by_day])
    counts = Counter({row["day"].date(): row["count"] for row in joined})
    merges = MemberMerge.objects.filter(from_member_id__gte=ANYBODY, is_undone=False)
    merged = list(merges.values_list("from_member_id", flat=True))
    members = Member.objects.filter(pk__in=merged, programme=programme_id)
    counts.subtract(members.values_list("created_on", flat=True))
    return MembersByDay.of(counts)
