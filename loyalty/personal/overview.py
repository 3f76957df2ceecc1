"""The one read of everything that a member's pages show: hers under `/me/`, and staff's (LA-1)."""

from dataclasses import dataclass
from datetime import date

from crm.mongo.unions import read_union
from loyalty.members.page.member import MemberPage, page_of_member
from loyalty.models import Member
from loyalty.personal.achievements import MemberAchievements, achievement_parts
from loyalty.personal.insights import Insights, insights_of
from loyalty.personal.points import MemberPointsShown, points_parts, shown_points


@dataclass(frozen=True)
class MemberOverview:
    """A member with figures, tier, insights, points, and what was reached."""

    page: MemberPage
    insights: Insights
    achievements: MemberAchievements
    points: MemberPointsShown


def overview_of(member: Member, today: date) -> MemberOverview:
    """Everything of a member as of a day; `member` has its programme."""
    page = page_of_member(member, today)
    rows = read_union(achievement_parts(member) | points_parts(page))
    achievements = MemberAchievements(page, rows)
    points = shown_points(page, rows)
    return MemberOverview(page, insights_of(page), achievements, points)
