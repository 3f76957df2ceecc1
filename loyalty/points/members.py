"""Whose purchases are whose: members with their cards, links, openings and closing (LP-4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.models import Member, MemberMerge

FACTS = {"opening_points": True, "opening_day": True, "closed_on": True}


@dataclass
class BuyerFacts:
    """What decides about a member's purchases beside the purchases themselves.

    `openings` are the opening days of those whom a merge has made this member, by the card or link
    that was theirs: what their opening has is in it still, and what it has not is not (LM-14).
    """

    opening_points: int = 0
    opening_day: date | None = None
    closed_on: date | None = None
    openings: dict[str | ObjectId, date | None] = field(default_factory=dict)

    def opening_of(self, name: str | ObjectId) -> date | None:
        """The opening day that what was bought by a card or link is judged by."""
        return self.openings.get(name, self.opening_day)


def facts_of(member_ids: Collection[ObjectId]) -> dict[ObjectId, BuyerFacts]:
    """By member; who is not there any more has none."""
    rows = _rows(Member, {"_id": {"$in": list(member_ids)}}, FACTS)
    facts = {row["_id"]: _read(row) for row in rows}
    for merged in _merges_into(facts):
        origin = merged["from_member_id"]
        facts[merged["into_member_id"]].openings |= _openings(origin, merged)
    return facts


def _read(row: dict[str, Any]) -> BuyerFacts:
    return BuyerFacts(
        row.get("opening_points") or 0, _day(row.get("opening_day")), _day(row.get("closed_on"))
    )


def _openings(origin: ObjectId, merged: dict[str, Any]) -> dict[str | ObjectId, date | None]:
    """By what one merge has moved; what had come to them by another has that one's."""
    theirs = facts_of([origin]).get(origin, BuyerFacts())
    return {name: theirs.opening_of(name) for name in (*merged["cards"], *merged["links"])}


def _merges_into(member_ids: Iterable[ObjectId]) -> list[dict[str, Any]]:
    match = {"into_member_id": {"$in": list(member_ids)}, "is_undone": False}
    fields = {"from_member_id": True, "into_member_id": True, "cards": True, "links": True}
    return sorted(_rows(MemberMerge, match, fields), key=lambda row: row["_id"])


def _rows(model: Any, match: dict[str, Any], fields: dict[str, bool]) -> list[dict[str, Any]]:
    return list(collection(model).find(match, fields, session=current_session()))


def _day(stored: Any) -> date | None:
    return stored.date() if stored else None
