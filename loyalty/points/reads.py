"""What a member's points are: one read path for every page (LP-2, LP-8)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from bson import ObjectId
from django.db.models import Model
from django.utils import timezone

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.unions import UnionPart, read_union
from loyalty.models import ImportBatch, MemberPoints, PointsEntry, Programme
from loyalty.points.ledger.stock import lots_of
from loyalty.rules.points.lots import Lots

PROGRAMMES_DUE, BATCHES_DUE = "programmes due", "batches due"


class PointsNow(NamedTuple):
    """On a day: balance = available + held, and whether each of it moves no more by itself.

    `earned` is of a whole life: openings, purchases and challenges less what was reversed; spending
    does not lower it.
    """

    balance: int = 0
    held: int = 0
    available: int = 0
    earned: int = 0
    spent: int = 0
    expired: int = 0


def points_now(member_id: ObjectId, day: date | None = None) -> PointsNow:
    """The points of a member; nothing of anything for one without an entry."""
    return points_of([member_id], day).get(member_id, PointsNow())


def points_of(
    member_ids: Collection[ObjectId], day: date | None = None
) -> dict[ObjectId, PointsNow]:
    """The points of those of these members who have any entries."""
    rows = collection(MemberPoints).find(
        {"_id": {"$in": list(member_ids)}}, session=current_session()
    )
    on = day or timezone.localdate()
    return {row["_id"]: points_in(row, on) for row in rows}


def head_part(member_id: ObjectId) -> UnionPart:
    """What read_union() reads of a member's stored points: one row, or none."""
    return UnionPart(MemberPoints._meta.db_table, [{"$match": {"_id": member_id}}])


def points_in(head: Mapping[str, Any], day: date, known: Lots | None = None) -> PointsNow:
    """What a stored head says of a day; lots are looked at only where some are held or end.

    `known` are the lots of whom it is, where they were read already.
    """
    balance, held, ending = head["balance"], 0, 0
    is_held = head["free_from"] is not None and head["free_from"] > midnight(day)
    ends = head["next_end"] is not None and head["next_end"] < midnight(day)
    if is_held or ends:
        lots = known or lots_of(head["_id"])
        held = lots.held(day)
        # What the night is still to post.
        ending = sum(each.points for each in lots.due(day))
    return PointsNow(
        balance,
        held,
        balance - held - ending,
        head["earned"],
        head["spent"],
        head["expired"],
    )


def earned_in_life(member_id: ObjectId) -> int:
    """The points that a member has earned, less what was reversed (LP-17)."""
    return points_now(member_id).earned


def entries_count(member_id: ObjectId) -> int:
    """How many entries a member has."""
    head = MemberPoints.objects.filter(pk=member_id).values_list("entries", flat=True).first()
    return head or 0


def entries_before(
    member_id: ObjectId, before: int | None = None, size: int = 20
) -> list[PointsEntry]:
    """The newest entries first; `before` is the sequence of the last one that was shown."""
    entries = PointsEntry.objects.filter(member_id=member_id)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    return list(entries.order_by("-sequence")[:size])


def recounting_parts(programme: Programme) -> dict[str, UnionPart]:
    """What read_union() finds rows of while points are still to be posted."""
    due = {"_id": programme.pk, "points_due_since": {"$ne": None}}
    batches = {"programme_id": programme.pk, "figures_due": True}
    return {
        PROGRAMMES_DUE: _ids(Programme, due),
        BATCHES_DUE: _ids(ImportBatch, batches),
    }


def is_recounting(programme: Programme) -> bool:
    """Whether the points of an import are still to be posted (LP-6); one command."""
    return is_recounting_in(read_union(recounting_parts(programme)))


def is_recounting_in(rows: Mapping[str, list[dict[str, Any]]]) -> bool:
    """The same of what was read beside other things."""
    return any(rows[name] for name in (PROGRAMMES_DUE, BATCHES_DUE))


def _ids(model: type[Model], match: dict[str, Any]) -> UnionPart:
    steps: list[dict] = [{"$match": match}, {"$limit": 1}, {"$project": {"_id": True}}]
    return UnionPart(model._meta.db_table, steps)
