"""Whose cards have bought: which buyers are members, and the cards of some (LX-3)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from django.core.cache import cache
from django.db import models

from crm.mongo.rows import collection
from crm.mongo.unions import UnionPart, read_union
from loyalty.models import BatchState, BuyerNumber, Card, Dataset, ImportBatch, Member, Programme
from loyalty.rules.analytics.buyer_sets import CardHolders, set_of

KEPT_SECONDS = 24 * 3600
SETTLED = {BatchState.COMPLETE, BatchState.UNDONE, BatchState.REFUSED, BatchState.CANCELLED}


def card_holders(programme: Programme) -> CardHolders:
    """Which cards that have bought have a member, and which have the same one.

    Kept until a card goes to another member, a registry comes or a new card has bought.
    """
    stamp = holders_stamp(programme)
    key = f"loyalty-holders:{programme.pk}:{stamp}"
    if stamp and (kept := cache.get(key)):
        return _holders(kept)
    made = _members_of_numbers(programme)
    if stamp:
        cache.set(key, made, KEPT_SECONDS)
    return _holders(made)


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


def members_of_cards(cards: Iterable[str]) -> dict[str, ObjectId]:
    """Whose each of these cards is, of those that are a member's."""
    rows = collection(Card).find(
        {"_id": {"$in": list(cards)}}, {"member_id": True}, batch_size=20_000
    )
    return {row["_id"]: row["member_id"] for row in rows}


def holders_stamp(programme: Programme) -> str:
    """What changes whenever a card that has bought may have another holder; "" in between."""
    registries = {"programme_id": programme.pk, "dataset": Dataset.REGISTRY.value}
    numbers: list[dict[str, Any]] = [
        {"$match": {"programme_id": programme.pk}},
        {"$sort": {"number": -1}},
        {"$limit": 1},
    ]
    rows = read_union(
        {
            "registries": _part(ImportBatch, [{"$match": registries}, {"$sort": {"number": 1}}]),
            "events": _part(Programme, [{"$match": {"_id": programme.pk}}]),
            "last": _part(BuyerNumber, numbers),
        }
    )
    if any(row["state"] not in SETTLED for row in rows["registries"]):
        return ""
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _part(model: type[models.Model], stages: list[dict[str, Any]]) -> UnionPart:
    fields = {"number": True, "state": True, "events": True}
    return UnionPart(model._meta.db_table, [*stages, {"$project": fields}])


def _members_of_numbers(programme: Programme) -> dict[str, Any]:
    rows = collection(BuyerNumber).find({"programme_id": programme.pk}, batch_size=20_000)
    numbers = {row["card"]: row["number"] for row in rows}
    by_member: dict[ObjectId, list[int]] = defaultdict(list)
    for card, member_id in members_of_cards(numbers).items():
        by_member[member_id].append(numbers[card])
    people = collection(Member).find(
        {"_id": {"$in": list(by_member)}}, {"created_on": True}, batch_size=20_000
    )
    created = {row["_id"]: row["created_on"].date().toordinal() for row in people}
    return {
        "created": [[created[pk], number] for pk, theirs in by_member.items() for number in theirs],
        "shared": [theirs for theirs in by_member.values() if len(theirs) > 1],
    }


def _holders(kept: dict[str, Any]) -> CardHolders:
    shared = tuple(set_of(numbers) for numbers in kept["shared"])
    with_member = set_of(number for _day, number in kept["created"])
    return CardHolders(with_member, shared, tuple(map(tuple, kept["created"])))
