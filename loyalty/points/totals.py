"""What the points of a whole programme come to, summed from the heads of its members."""

from datetime import date
from typing import Any

from crm.mongo.rows import aggregate, collection, midnight
from loyalty.models import MemberPoints, Programme
from loyalty.points.reads import PointsNow, points_in

NAMES = ("balance", "earned", "spent", "expired", "entries")


def points_of_programme(programme: Programme, day: date) -> tuple[PointsNow, int]:
    """The sums over all members on a day, and how many entries they have."""
    group: dict[str, Any] = {name: {"$sum": f"${name}"} for name in NAMES}
    match = {"$match": {"programme_id": programme.pk}}
    rows = aggregate(MemberPoints, [match, {"$group": {"_id": {}, **group}}])
    sums = rows[0] if rows else dict.fromkeys(NAMES, 0)
    entries, balance = sums.pop("entries"), sums["balance"]
    held, ending = _not_available(programme, day)
    return PointsNow(held=held, available=balance - held - ending, **sums), entries


def _not_available(programme: Programme, day: date) -> tuple[int, int]:
    """What is held, and what the night is still to post: of those alone who have any of it."""
    some = {
        "$or": [{"free_from": {"$gt": midnight(day)}}, {"next_end": {"$lt": midnight(day)}}],
        "programme_id": programme.pk,
    }
    every = [points_in(head, day) for head in collection(MemberPoints).find(some)]
    held = sum(each.held for each in every)
    return held, sum(each.balance - each.held - each.available for each in every)
