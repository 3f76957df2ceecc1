"""What a member is on the way to: the next reward she may have (LA-6). Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class PointsGoal(NamedTuple):
    """So many points, of which some are missing; `percent` is how far the way is gone."""

    points: int
    missing: int

    @property
    def percent(self) -> int:
        return max(0, (self.points - self.missing) * 100 // self.points)


def points_goal(available: int, prices: Iterable[int]) -> PointsGoal | None:
    """The cheapest of the prices that the points do not reach; None if they reach all.

    The goal of the next tier is tier_progress().
    """
    beyond = [price for price in prices if price > available]
    return PointsGoal(min(beyond), min(beyond) - available) if beyond else None
