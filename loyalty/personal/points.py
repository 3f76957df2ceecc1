"""A member's points as her pages show them: balance, held, what ends soon, the next goal (LA-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crm.mongo.unions import UnionPart
from loyalty.members.page.member import MemberPage
from loyalty.points.ledger.stock import as_entry, entries_part
from loyalty.points.reads import PointsNow, head_part, points_in
from loyalty.rewards.offer_facts import offer_facts, offer_parts
from loyalty.rewards.offers import Asker, Goal, goal_of, offers_to
from loyalty.rules.points.lots import Lots

# What ends within so many days is said (LA-9).
SOON_DAYS = 30
HEAD, ENTRIES = "points", "entries"


@dataclass(frozen=True)
class MemberPointsShown:
    """The points of a day, those that end within thirty days, and the way to the next goal."""

    now: PointsNow
    ending: int
    goal: Goal | None
    # Without any, her 0 was never counted.
    has_entries: bool


def points_parts(page: MemberPage) -> dict[str, UnionPart]:
    """What read_union() reads for `shown_points`; entries only where points are held or end."""
    member = page.member
    parts = offer_parts(member) | {HEAD: head_part(member.pk)}
    terms = [version.terms for version in page.programme.versions]
    if any(each.expiry_months or each.hold_days for each in terms):
        parts[ENTRIES] = entries_part(member.pk)
    return parts


def shown_points(page: MemberPage, rows: Mapping[str, list[dict[str, Any]]]) -> MemberPointsShown:
    """The points of a member as of the page's day, by what was read; 0 without entries."""
    today, head = page.activity.today, next(iter(rows[HEAD]), None)
    lots = Lots.of(map(as_entry, rows.get(ENTRIES, ())))
    now = points_in(head, today, lots) if head else PointsNow()
    asker = Asker(page.member, today, page, now, offer_facts(rows))
    ending = sum(each.points for each in lots.due(today + timedelta(SOON_DAYS + 1)))
    goal = goal_of(offers_to(asker), asker)
    return MemberPointsShown(now, ending, goal, bool(head and head["entries"]))
