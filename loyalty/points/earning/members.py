"""Whose purchases are whose: members with their cards, links, openings and closing (LP-4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Self, cast

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import stored_instance
from loyalty.models import (
    Achievement,
    Card,
    Challenge,
    CustomerLink,
    Member,
    MemberMerge,
    Programme,
    TierChange,
)
from loyalty.models.members import SMALLEST_ID
from loyalty.rules.personal.figures import Opening, stated_opening
from loyalty.rules.points.deserved import Purchase
from loyalty.rules.programmes import Version


def _beside(table: str, field: str, name: str, match: dict[str, Any]) -> dict[str, Any]:
    """What other rows are about a member: a lookup, for in a transaction there is no union."""
    own = {"from": table, "localField": "_id", "foreignField": field, "as": name}
    return {"$lookup": own | ({"pipeline": [{"$match": match}]} if match else {})}


BESIDE = (
    _beside(Card._meta.db_table, "member_id", "cards", {}),
    _beside(CustomerLink._meta.db_table, "member_id", "links", {"is_in_force": True}),
    _beside(MemberMerge._meta.db_table, "into_member_id", "merges", {"is_undone": False}),
    _beside(Achievement._meta.db_table, "member_id", "achievements", {}),
    _beside(TierChange._meta.db_table, "member_id", "tiers", {}),
)


# All merges that stand, by their index.
STANDING = {"into_member_id": {"$gte": ObjectId(SMALLEST_ID)}, "is_undone": False}


class Link(NamedTuple):
    """A customer, in one product or in all of them, who is the member."""

    pk: ObjectId
    customer_key: str
    product_id: ObjectId | None


@dataclass
class BuyerFacts:
    """What decides about a member's purchases beside the purchases themselves.

    `opening_days` are those of whom a merge has made this member, by the card or link that was
    theirs: what their opening has is in it still, and what it has not is not. `stated` are the
    openings themselves, by whose they were, the member's own with them (LM-14).
    """

    member: Member
    cards: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    opening_days: dict[str | ObjectId, date | None] = field(default_factory=dict)
    stated: dict[ObjectId, Opening] = field(default_factory=dict)
    # What is written down of her as it is stored, before what this transaction writes; None if it
    # was not read.
    achievements: list[dict[str, Any]] | None = None
    tiers: list[dict[str, Any]] | None = None

    @classmethod
    def of(cls, member: Member) -> Self:
        """Those of whom nobody was merged into, without cards and links."""
        own = stated_opening(member.opening_day, member.opening_spend, member.opening_points)
        return cls(member, stated={member.pk: own} if own else {})

    @property
    def openings(self) -> dict[ObjectId, Opening]:
        """What adds to the points and spend of this member: of who was merged, to another one's."""
        return {} if self.member.merged_into_id else self.stated

    def opening_of(self, name: str | ObjectId | None) -> date | None:
        """The opening day that what was bought by a card or link is judged by."""
        own = self.member.opening_day
        return own if name is None else self.opening_days.get(name, own)

    def dated(self, purchase: Purchase, name: str | ObjectId | None) -> Purchase:
        """A purchase by a card or link with the days between which it counts (LP-4)."""
        opening, closed_on = self.opening_of(name), self.member.closed_on
        return purchase._replace(opening_day=opening, closed_on=closed_on)

    def take_in(self, other: "BuyerFacts", names: Iterable[str | ObjectId]) -> None:
        """What a merge has moved; what had come to the other by another has that one's day."""
        self.opening_days |= {name: other.opening_of(name) for name in names}
        self.stated |= other.stated


class PostingFacts(NamedTuple):
    """What posting reads of some members, and by which versions purchases are judged.

    None where whoever needs it has to read it; without receipts in the programme none are looked
    for.
    """

    buyers: dict[ObjectId, BuyerFacts]
    versions: list[Version]
    products: list[ObjectId] | None = None
    challenges: list[Challenge] | None = None
    has_receipts: bool = True


def facts_of(member_ids: Collection[ObjectId]) -> dict[ObjectId, BuyerFacts]:
    """By member; who is not there any more has none. One command, and one more for each further
    generation of those who were merged."""
    rows: dict[ObjectId, dict[str, Any]] = {}
    wanted = set(member_ids)
    while wanted:
        match = {"$match": {"_id": {"$in": list(wanted)}}}
        found = collection(Member).aggregate([match, *BESIDE], session=current_session())
        fresh = {row["_id"]: row for row in found}
        rows |= fresh
        wanted = {pk for row in fresh.values() for pk in _origins(row)} - rows.keys()
    known: dict[ObjectId, BuyerFacts] = {}
    return {pk: _read(pk, rows, known) for pk in member_ids if pk in rows}


def facts_of_programme(programme: Programme) -> dict[ObjectId, BuyerFacts]:
    """The same of all members of a programme; four commands, however many there are."""
    own, session = {"programme_id": programme.pk}, current_session()
    rows: dict[ObjectId, dict[str, Any]] = {
        row["_id"]: row | {"cards": [], "links": [], "merges": []}
        for row in collection(Member).find(own, session=session)
    }
    for name, model, match, whose in (
        ("cards", Card, own, "member_id"),
        ("links", CustomerLink, own | {"is_in_force": True}, "member_id"),
        ("merges", MemberMerge, STANDING, "into_member_id"),
    ):
        for row in collection(model).find(match, session=session):
            if row[whose] in rows:
                rows[row[whose]][name].append(row)
    known: dict[ObjectId, BuyerFacts] = {}
    return {pk: _read(pk, rows, known) for pk in rows}


def merged_members(programme: Programme) -> dict[ObjectId, BuyerFacts]:
    """Those of a programme whom merges have made of more than one, as they stand (LM-14)."""
    rows = collection(MemberMerge).find(STANDING, {"into_member_id": True})
    facts = facts_of({row["into_member_id"] for row in rows})
    return {pk: each for pk, each in facts.items() if each.member.programme_id == programme.pk}


def _origins(row: dict[str, Any]) -> list[ObjectId]:
    return [merged["from_member_id"] for merged in row["merges"]]


def _read(
    pk: ObjectId, rows: dict[ObjectId, dict[str, Any]], known: dict[ObjectId, BuyerFacts]
) -> BuyerFacts:
    if pk in known:
        return known[pk]
    row = rows[pk]
    facts = BuyerFacts.of(cast(Member, stored_instance(Member, row)))
    facts.achievements, facts.tiers = row.get("achievements"), row.get("tiers")
    facts.cards = [card["_id"] for card in row["cards"]]
    facts.links = [
        Link(each["_id"], each["customer_key"], each["product_id"]) for each in row["links"]
    ]
    for merged in sorted(row["merges"], key=lambda each: (each["at"], each["sequence"])):
        if (origin := merged["from_member_id"]) in rows:
            names = (*merged["cards"], *merged["links"])
            facts.take_in(_read(origin, rows, known), names)
    known[pk] = facts
    return facts
