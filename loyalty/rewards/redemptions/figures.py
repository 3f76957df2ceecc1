"""The figures of a programme's redemptions, in all and by reward, category and day (LR-12)."""

from collections import defaultdict
from enum import StrEnum
from typing import Any, NamedTuple

from crm.mongo.rows import aggregate, midnight
from loyalty.models import Programme, Redemption
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.rewards.figures import Counted, RedemptionFigures, figures_of
from loyalty.rules.rewards.redemptions import RedemptionState


class Grouping(StrEnum):
    """By what the figures are told apart."""

    REWARD = "reward"
    CATEGORY = "category"
    DAY = "day"


FIELDS = {
    Grouping.REWARD: "$reward_id",
    Grouping.CATEGORY: "$category",
    Grouping.DAY: "$requested_on",
}


class FiguresOf(NamedTuple):
    """The figures of one reward, category or day: `key` is its id, its name or its day."""

    key: Any
    figures: RedemptionFigures


def figures_by(programme: Programme, days: DateRange, grouping: Grouping) -> list[FiguresOf]:
    """The figures of each group that has any redemption, in the order of their keys. One command.

    Points of expired redemptions that came back are in none.
    """
    counted: dict[Any, list[Counted]] = defaultdict(list)
    key = FIELDS[grouping]
    for row in aggregate(Redemption, _steps(programme, days, key)):
        counted[row["key"]].append(
            Counted(RedemptionState(row["state"]), row["number"], row["points"])
        )
    return [FiguresOf(key, figures_of(counted[key])) for key in sorted(counted)]


def figures_in_all(programme: Programme, days: DateRange) -> RedemptionFigures:
    """The figures of all redemptions of a days. One command."""
    rows = aggregate(Redemption, _steps(programme, days, None))
    return figures_of(
        Counted(RedemptionState(row["state"]), row["number"], row["points"]) for row in rows
    )


def match_of(programme: Programme, days: DateRange) -> dict[str, Any]:
    """The redemptions of a programme that were asked for in a period, as stored rows."""
    bounds = {"$gte": days.first, "$lte": days.last}
    bounded = {name: midnight(day) for name, day in bounds.items() if day}
    return {"programme_id": programme.pk} | ({"requested_on": bounded} if bounded else {})


def _steps(programme: Programme, days: DateRange, key: str | None) -> list[dict]:
    came_back = {"$and": [{"$eq": ["$state", "expired"]}, "$terms.refunds_expired"]}
    points = {"$cond": [came_back, 0, "$points"]}
    group = {
        "_id": {"key": key, "state": "$state"},
        "number": {"$sum": 1},
        "points": {"$sum": points},
    }
    return [{"$match": match_of(programme, days)}, {"$group": group}]
