"""Whose purchases are whose: members with their cards, links, openings and closing (LP-4)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import stored_instance
from loyalty.models import Card, CustomerLink, Member, MemberMerge
from loyalty.rules.programmes import Version


def _beside(table: str, field: str, name: str, match: dict[str, Any]) -> dict[str, Any]:
    """What other rows are about a member: a lookup, for in a transaction there is no union."""
    own = {"from": table, "localField": "_id", "foreignField": field, "as": name}
    return {"$lookup": own | ({"pipeline": [{"$match": match}]} if match else {})}


BESIDE = (
    _beside(Card._meta.db_table, "member_id", "cards", {}),
    _beside(CustomerLink._meta.db_table, "member_id", "links", {"is_in_force": True}),
    _beside(MemberMerge._meta.db_table, "into_member_id", "merges", {"is_undone": False}),
)


class Link(NamedTuple):
    """A customer, in one product or in all of them, who is the member."""

    pk: ObjectId
    customer_key: str
    product_id: ObjectId | None


@dataclass
class BuyerFacts:
    """What decides about a member's purchases beside the purchases themselves.

    `openings` are the opening days of those whom a merge has made this member, by the card or link
    that was theirs: what their opening has is in it still, and what it has not is not (LM-14).
    """

    member: Member
    cards: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    openings: dict[str | ObjectId, date | None] = field(default_factory=dict)

    def opening_of(self, name: str | ObjectId) -> date | None:
        """The opening day that what was bought by a card or link is judged by."""
        return self.openings.get(name, self.member.opening_day)


class PostingFacts(NamedTuple):
    """What posting reads of some members, and by which versions purchases are judged."""

    buyers: dict[ObjectId, BuyerFacts]
    versions: list[Version]


def facts_of(member_ids: Collection[ObjectId]) -> dict[ObjectId, BuyerFacts]:
    """By member; who is not there any more has none. One command, but for those who were merged."""
    match = {"$match": {"_id": {"$in": list(member_ids)}}}
    rows = collection(Member).aggregate([match, *BESIDE], session=current_session())
    return {row["_id"]: _read(row) for row in rows}


def _read(row: dict[str, Any]) -> BuyerFacts:
    facts = BuyerFacts(
        cast(Member, stored_instance(Member, row)),
        [card["_id"] for card in row["cards"]],
        [Link(each["_id"], each["customer_key"], each["product_id"]) for each in row["links"]],
    )
    for merged in sorted(row["merges"], key=lambda each: each["_id"]):
        facts.openings |= _openings(merged["from_member_id"], merged)
    return facts


def _openings(origin: ObjectId, merged: dict[str, Any]) -> dict[str | ObjectId, date | None]:
    """By what one merge has moved; what had come to them by another has that one's."""
    theirs = facts_of([origin]).get(origin)
    names = (*merged["cards"], *merged["links"])
    return {name: theirs.opening_of(name) if theirs else None for name in names}
