"""What a member's purchases deserve now: a tier, badges, challenges. Nothing is written here."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from loyalty.achievements.bought import Bought
from loyalty.models import AchievementSort, Challenge
from loyalty.rules.achievements import challenges as rules
from loyalty.rules.achievements.badges import awarded_on
from loyalty.rules.achievements.challenges import ChallengeMetric, DateRange
from loyalty.rules.achievements.tiers import ReachedTier, is_at_least, reached_tier
from loyalty.rules.personal.figures import MemberPurchase
from loyalty.rules.programmes import Badge, BadgeMetric, Terms, Version, version_on

# Which achievement it is: its sort and its key.
AchievementKey = tuple[str, str]


class Deserved(NamedTuple):
    """An achievement with the day of the purchase that reached it."""

    day: date
    name: str = ""
    points: int = 0


class MemberDeserves(NamedTuple):
    """What one member deserves; no tier before the programme's first version."""

    tier: ReachedTier | None
    achievements: dict[AchievementKey, Deserved]


def deserved_by(
    bought: Bought,
    versions: Sequence[Version],
    day: date,
    asked: Sequence[Challenge],
    held: Iterable[str],
) -> MemberDeserves:
    """By the terms of a day, today. `held` are the keys of the badges that the member has.

    A badge that the terms no longer have is given to nobody, and stays with who has it while it
    holds.
    """
    terms = terms_of(versions, day)
    if terms is None:
        return MemberDeserves(None, {})
    reached = dict(_challenges(bought, versions, asked))
    points = [
        MemberPurchase(each.day, Decimal(0), each.points)
        for each in reached.values()
        if each.points
    ]
    everything = bought._replace(purchases=[*bought.purchases, *points])
    badges = {badge_key(badge): badge for badge in terms.badges}
    badges |= {key: badge_of(key) for key in held if key not in badges}
    tier = reached_tier(bought.purchases, versions, day, bought.openings)
    return MemberDeserves(tier, reached | dict(_badges(everything, badges)))


def terms_of(versions: Sequence[Version], day: date) -> Terms | None:
    """The terms that are valid on a day; None before the first version."""
    version = version_on(day, versions)
    return version.terms if version else None


def badge_key(badge: Badge) -> str:
    """What a badge is known by in what is stored."""
    return f"{badge.metric.value}:{format(badge.least, 'f')}"


def badge_of(key: str) -> Badge:
    """The badge of a key that badge_key() has made."""
    metric, _colon, least = key.rpartition(":")
    return Badge(BadgeMetric(metric), Decimal(least))


def rule_of(challenge: Challenge) -> rules.Challenge:
    """What a stored challenge asks for."""
    until = challenge.last or date.max
    dates = None if challenge.is_monthly else DateRange(challenge.first, until)
    return rules.Challenge(
        ChallengeMetric(challenge.metric),
        challenge.target,
        challenge.points,
        dates,
        challenge.first,
        until,
    )


def period_of(challenge: Challenge, dates: DateRange) -> str:
    """By what one of a challenge's ranges is known: its month, or nothing where it has one."""
    return f"{dates.first:%Y-%m}" if challenge.is_monthly else ""


def _badges(bought: Bought, badges: dict[str, Badge]) -> Iterable[tuple[AchievementKey, Deserved]]:
    for key, badge in badges.items():
        if day := awarded_on(badge, bought.purchases, bought.openings):
            yield (AchievementSort.BADGE.value, key), Deserved(day)


def _challenges(
    bought: Bought, versions: Sequence[Version], challenges: Sequence[Challenge]
) -> Iterable[tuple[AchievementKey, Deserved]]:
    for challenge in challenges:
        rule = rule_of(challenge)
        for dates in rule.ranges_of(bought.purchases):
            day = rules.reached_on(rule, bought.purchases, dates)
            if day and _has_tier(bought, versions, challenge.tier, day):
                key = f"{challenge.pk}|{period_of(challenge, dates)}"
                reached = Deserved(day, challenge.badge or challenge.name, challenge.points)
                yield (AchievementSort.CHALLENGE.value, key), reached


def _has_tier(bought: Bought, versions: Sequence[Version], least: str, day: date) -> bool:
    """Whether the member had this tier, or a higher one, at the end of the day.

    By the ladder of that day, so that no later one takes back what was reached (LM-3).
    """
    if not least:
        return True
    terms = terms_of(versions, day)
    if terms is None:
        return False
    tier = reached_tier(bought.purchases, versions, day, bought.openings)
    return tier is not None and is_at_least(tier.name, least, terms.tiers)
