"""What stands here of members on the day of a registry, beside what it states (LP-9)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from bson import Decimal128, ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from loyalty.models import PointsEntry, Programme
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.points.earning.purchases import purchases_by
from loyalty.programmes.reads import versions_of
from loyalty.rules.personal.figures import MemberPurchase, lifetime_spend


class OursOnDay(NamedTuple):
    """The balance and the lifetime spend of a member at the end of a day."""

    points: Decimal
    spend: Decimal


def ours_on(
    programme: Programme, member_ids: Collection[ObjectId], day: datetime
) -> dict[ObjectId, OursOnDay]:
    """Of each of these members; nothing is read for nobody.

    Entries and purchases of all of them are read at once: as many members as a part has rows.
    """
    if not member_ids:
        return {}
    points, spends = _points(member_ids, day), _spends(programme, member_ids, day.date())
    return {pk: OursOnDay(Decimal(points.get(pk, 0)), spends[pk]) for pk in spends}


def stated_numbers(row: Mapping[str, Any]) -> dict[str, Decimal]:
    """The points and the spend that a row states, as OursOnDay names them."""
    values = {name: row.get(name) for name in OursOnDay._fields}
    return {
        name: to_decimal(value) if isinstance(value, Decimal128) else Decimal(value)
        for name, value in values.items()
        if value is not None
    }


def _points(member_ids: Collection[ObjectId], day: datetime) -> dict[ObjectId, int]:
    pipeline: list[dict[str, Any]] = [
        {"$match": {"member_id": {"$in": list(member_ids)}, "day": {"$lte": day}}},
        {"$group": {"_id": "$member_id", "points": {"$sum": "$points"}}},
    ]
    rows = collection(PointsEntry).aggregate(pipeline, session=current_session())
    return {row["_id"]: row["points"] for row in rows}


def _spends(
    programme: Programme, member_ids: Collection[ObjectId], day: date
) -> dict[ObjectId, Decimal]:
    facts = facts_of(member_ids)
    bought = purchases_by(programme, PostingFacts(facts, versions_of(programme)))
    return {
        pk: lifetime_spend(
            [MemberPurchase.of(each, ()) for each in bought[pk]], theirs.openings.values(), day
        )
        for pk, theirs in facts.items()
    }
