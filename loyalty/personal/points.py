"""A member's points as her pages show them: balance, held, what ends soon, the next goal (LA-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from loyalty.members.page.member import MemberPage
from loyalty.models import Reward
from loyalty.points.reads import PointsNow, points_in
from loyalty.points.stock import lots_of
from loyalty.rewards.lists import rewards_in_order
from loyalty.rewards.stock import left_of, taken_of
from loyalty.rules.personal.goals import PointsGoal, points_goal
from loyalty.rules.rewards.redemptions import Claimant, refusal

# What ends within so many days is said (LA-9).
SOON_DAYS = 30
PLENTY = 2**31


@dataclass(frozen=True)
class MemberPointsShown:
    """The points of a day, those that end within thirty days, and the way to the next goal."""

    now: PointsNow
    ending: int
    goal: PointsGoal | None
    # The reward that the goal is about; None for the programme's own goal.
    reward: Reward | None


def shown_points(page: MemberPage, head: Mapping[str, Any] | None) -> MemberPointsShown:
    """The points of a member as of the page's day, by the stored head; None without entries."""
    now = points_in(head, page.activity.today) if head else PointsNow()
    goal, reward = _goal(page, now)
    return MemberPointsShown(now, _ending(page), goal, reward)


def _goal(page: MemberPage, now: PointsNow) -> tuple[PointsGoal | None, Reward | None]:
    """The cheapest reward that she may have but for points, else the goal that the terms name."""
    rewards = {reward.points: reward for reward in reversed(_within_reach(page))}
    if goal := points_goal(now.available, rewards):
        return goal, rewards[goal.points]
    if rewards or page.terms is None or not page.terms.goal:
        return None, None
    return points_goal(now.available, [page.terms.goal]), None


def _within_reach(page: MemberPage) -> list[Reward]:
    """The rewards that she may have with enough points, by tier, stock and days."""
    progress, day = page.progress, page.activity.today
    if progress is None or page.terms is None:
        return []
    claimant = Claimant(
        is_active=True,
        has_confirmed_contact=True,
        available_points=PLENTY,
        tier=progress.tier,
        own=(),
    )
    rewards = rewards_in_order(page.member.programme, is_retired=False)
    visible = [each for each in rewards if each.points and each.terms.is_visible(day)]
    taken = taken_of(visible) if visible else {}
    ladder = page.terms.tiers
    return [
        each
        for each in visible
        if refusal(each.terms, claimant, ladder, left_of(each, taken[each.pk]), day) is None
    ]


def _ending(page: MemberPage) -> int:
    """How many of the points end within thirty days; nothing is read where none ever do."""
    if not any(version.terms.expiry_months for version in page.programme.versions):
        return 0
    until = page.activity.today + timedelta(SOON_DAYS + 1)
    return sum(each.points for each in lots_of(page.member.pk).due(until))
