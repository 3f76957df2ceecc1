"""Badges, challenges, streaks and what has changed lately, as a member's pages show them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from crm.mongo.unions import UnionPart
from loyalty.achievements.deserved import badge_of, period_of, rule_of
from loyalty.members.page.belongings import instances_of, part_of
from loyalty.members.page.member import MemberPage
from loyalty.models import (
    Achievement,
    AchievementSort,
    Challenge,
    Member,
    MemberNotice,
    TierChange,
)
from loyalty.rules.achievements.challenges import DateRange, progress
from loyalty.rules.achievements.streaks import Streak, StreakUnit, streak
from loyalty.rules.programmes import Badge

NEWS_DAYS, MOST_NEWS = 30, 10


class HeldBadge(NamedTuple):
    """A badge that a member has, since when; of a challenge it has that one's name."""

    day: date
    badge: Badge | None
    name: str


class OpenChallenge(NamedTuple):
    """A challenge that runs now, and how far the member is."""

    challenge: Challenge
    dates: DateRange
    done: Decimal
    # The day of the purchase that reached it.
    reached: date | None

    @property
    def counted(self) -> Decimal:
        """How much of the target is done, at most all of it."""
        return min(self.done, self.challenge.target)


class News(NamedTuple):
    """A tier, badge or challenge that came or went."""

    at: datetime
    achievement: Achievement | None
    # Of a badge that the programme's terms name.
    badge: Badge | None
    change: TierChange | None
    is_lost: bool = False
    # What was told beforehand, of one night.
    notices: tuple[MemberNotice, ...] = ()


def achievement_parts(member: Member) -> dict[str, UnionPart]:
    """What read_union() reads for MemberAchievements."""
    own, lately = {"member_id": member.pk}, timezone.now() - timedelta(NEWS_DAYS)
    of_programme = {"programme_id": member.programme_id}
    return {
        "achievements": part_of(Achievement, own, {"sequence": 1}),
        "tiers": part_of(TierChange, own, {"sequence": 1}),
        "challenges": part_of(Challenge, of_programme, {"first": 1, "_id": 1}),
        "notices": part_of(MemberNotice, own | {"at": {"$gte": lately}}, {"at": 1}),
    }


class MemberAchievements:
    """What a member has reached, from what is written down; streaks from the purchases."""

    def __init__(self, page: MemberPage, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self._page = page
        self._since = timezone.now() - timedelta(NEWS_DAYS)
        self.achievements = instances_of(Achievement, rows["achievements"])
        self.tiers = instances_of(TierChange, rows["tiers"])
        self._notices = instances_of(MemberNotice, rows["notices"])
        self._challenges = instances_of(Challenge, rows["challenges"])

    @property
    def badges(self) -> list[HeldBadge]:
        """The badges that the member has, the first one first."""
        held = [each for each in self.achievements if each.is_held]
        badges = [_held(each) for each in held if self._gives_badge(each)]
        return sorted(badges, key=lambda each: each.day)

    @property
    def challenges(self) -> list[OpenChallenge]:
        """Those that run today."""
        today = self._page.activity.today
        counted = self._page.activity.counted
        opened = ((each, rule_of(each)) for each in self._challenges)
        ranges = ((each, rule, rule.range_on(today)) for each, rule in opened)
        return [
            OpenChallenge(
                each,
                dates,
                progress(rule, counted, dates),
                self._reached.get(f"{each.pk}|{period_of(each, dates)}"),
            )
            for each, rule, dates in ranges
            if dates is not None and each.first <= today
        ]

    @property
    def streaks(self) -> dict[str, Streak]:
        """Weeks and months in a row with a purchase (LP-19)."""
        activity = self._page.activity
        days = [each.day for each in activity.counted if each.is_visit]
        return {unit.value: streak(days, activity.today, unit) for unit in StreakUnit}

    @property
    def news(self) -> list[News]:
        """What came and went in the last thirty days, the last one first (LA-9)."""
        lately = [each for each in self._all_news() if each.at >= self._since]
        return sorted(lately, key=lambda each: each.at, reverse=True)[:MOST_NEWS]

    @cached_property
    def _reached(self) -> dict[str, date]:
        return {
            each.key: each.day
            for each in self.achievements
            if each.is_held and each.sort == AchievementSort.CHALLENGE
        }

    @cached_property
    def _badge_challenges(self) -> set[str]:
        return {str(each.pk) for each in self._challenges if each.badge}

    def _gives_badge(self, achievement: Achievement) -> bool:
        if achievement.sort == AchievementSort.BADGE:
            return True
        return achievement.key.partition("|")[0] in self._badge_challenges

    def _all_news(self) -> Iterator[News]:
        for _night, told in groupby(self._notices, lambda each: timezone.localdate(each.at)):
            notices = tuple(told)
            yield News(notices[-1].at, None, None, None, notices=notices)
        for change in self.tiers:
            yield News(change.at, None, None, change)
        for each in self.achievements:
            badge = _badge(each)
            yield News(each.awarded_at, each, badge, None)
            if each.revoked_at:
                yield News(each.revoked_at, each, badge, None, is_lost=True)


def _held(achievement: Achievement) -> HeldBadge:
    return HeldBadge(achievement.day, _badge(achievement), achievement.name)


def _badge(achievement: Achievement) -> Badge | None:
    return badge_of(achievement.key) if achievement.sort == AchievementSort.BADGE else None
