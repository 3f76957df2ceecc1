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
            CARDS: part_of(Card, own, {"since": 1, "_id": 1}),
            LINKS: part_of(CustomerLink, own, {"linked_at": 1, "_id": 1}),
            STATEMENTS: part_of(ConsentStatement, own, {"sequence": 1}),
            MERGES: part_of(MemberMerge, merged, {"at": -1, "sequence": -1}),
        }
    )
    return Belongings(
        instances_of(Card, rows[CARDS]),
        instances_of(CustomerLink, rows[LINKS]),
        instances_of(ConsentStatement, rows[STATEMENTS]),
        instances_of(MemberMerge, rows[MERGES]),
    )


def part_of(model: type[Model], match: dict[str, Any], order: dict[str, int]) -> UnionPart:
    """The rows of a model that match, in an order, for read_union()."""
    steps: list[dict] = [{"$match": match}, {"$sort": order}]
    return UnionPart(model._meta.db_table, steps)


def instances_of(model: type[Owned], rows: list[dict]) -> list[Owned]:
    """What read_union() gave for a model."""
    stored = (stored_instance(model, row) for row in rows)
    return [each for each in stored if isinstance(each, model)]
