"""What belongs to a member, read with one command: cards, links, statements, merges."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from crm.mongo.stored import stored_instance
from crm.mongo.unions import UnionPart, read_union
from loyalty.models import Card, ConsentStatement, CustomerLink, Member, MemberMerge

Owned = TypeVar("Owned", bound=Model)
CARDS, LINKS, STATEMENTS, MERGES = "card", "link", "statement", "merge"


@dataclass(frozen=True)
class Belongings:
    """All that names a member, each in its order; links that have ended, too."""

    cards: list[Card]
    links: list[CustomerLink]
    statements: list[ConsentStatement]
    # What was merged into her and not parted again, the last first.
    merges: list[MemberMerge]


def belongings_of(member: Member) -> Belongings:
    """What belongs to the member now."""
    own = {"member_id": member.pk}
    merged = {"into_member_id": member.pk, "is_undone": False}
    rows = read_union(
        {
            CARDS: _part(Card, own, {"since": 1, "_id": 1}),
            LINKS: _part(CustomerLink, own, {"linked_at": 1, "_id": 1}),
            STATEMENTS: _part(ConsentStatement, own, {"sequence": 1}),
            MERGES: _part(MemberMerge, merged, {"at": -1, "_id": -1}),
        }
    )
    return Belongings(
        _instances(Card, rows[CARDS]),
        _instances(CustomerLink, rows[LINKS]),
        _instances(ConsentStatement, rows[STATEMENTS]),
        _instances(MemberMerge, rows[MERGES]),
    )


def _part(model: type[Model], match: dict[str, Any], order: dict[str, int]) -> UnionPart:
    steps: list[dict] = [{"$match": match}, {"$sort": order}]
    return UnionPart(model._meta.db_table, steps)


def _instances(model: type[Owned], rows: list[dict]) -> list[Owned]:
    stored = (stored_instance(model, row) for row in rows)
    return [each for each in stored if isinstance(each, model)]
