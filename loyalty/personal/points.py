"""A member's points as her pages show them: balance, held, what ends soon, the next goal (LA-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from loyalty.members.page.member import MemberPage
from loyalty.points.ledger.stock import lots_of
from loyalty.points.reads import PointsNow, points_in
from loyalty.rewards.offers import Asker, Goal, goal_of, offers_to

# What ends within so many days is said (LA-9).
SOON_DAYS = 30


@dataclass(frozen=True)
class MemberPointsShown:
    """The points of a day, those that end within thirty days, and the way to the next goal."""

    now: PointsNow
    ending: int
    goal: Goal | None
    # Without any, her 0 was never counted.
    has_entries: bool


def shown_points(page: MemberPage, head: Mapping[str, Any] | None) -> MemberPointsShown:
    """The points of a member as of the page's day, by the stored head; None without entries."""
    now = points_in(head, page.activity.today) if head else PointsNow()
    asker = Asker(page.member, page.activity.today, page, now)
    return MemberPointsShown(
        now, _ending(page), goal_of(offers_to(asker), asker), bool(head and head["entries"])
    )


def _ending(page: MemberPage) -> int:
    """How many of the points end within thirty days; nothing is read where none ever do."""
    if not any(version.terms.expiry_months for version in page.programme.versions):
        return 0
    until = page.activity.today + timedelta(SOON_DAYS + 1)
    return sum(each.points for each in lots_of(page.member.pk).due(until))
