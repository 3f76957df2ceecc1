"""Writing down what members have reached and lost: deserved less held, in the event's transaction.

So any order of events comes to the same tiers, badges and challenges, and what happened in between
is kept with its cause (LP-16, LP-17).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, cast

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.mongo.stored import store_new, stored_instance
from crm.mongo.transaction import transactional
from loyalty.achievements.bought import Bought, bought_by
from loyalty.achievements.deserved import (
    AchievementKey,
    Deserved,
    MemberDeserves,
    deserved_by,
)
from loyalty.models import Achievement, AchievementSort, Challenge, Programme, TierChange
from loyalty.points.earning.members import BuyerFacts, PostingFacts, facts_of
from loyalty.points.ledger.posting import Cause
from loyalty.points.movements.challenges import post_challenge
from loyalty.programmes.reads import versions_of
from loyalty.rules.achievements.tiers import ReachedTier
from loyalty.rules.programmes import Terms, version_on

# What the calendar does: what was bought has left the window.
WINDOW = Cause("window", SYSTEM)


@dataclass
class Kept:
    """What is written down of one member, each in its order."""

    achievements: list[Achievement] = field(default_factory=list)
    tiers: list[TierChange] = field(default_factory=list)

    @property
    def held(self) -> dict[AchievementKey, Achievement]:
        """What the member has now."""
        return {(each.sort, each.key): each for each in self.achievements if each.is_held}

    @property
    def last_change(self) -> TierChange | None:
        """The last change of tier; None for who never changed."""
        return self.tiers[-1] if self.tiers else None

    def tier(self, terms: Terms) -> str:
        """The tier of now; who never changed is in the lowest."""
        return self.last_change.to_tier if self.last_change else terms.tiers[0].name


class Standing(NamedTuple):
    """What a member deserves, and what is written down."""

    bought: Bought
    deserves: MemberDeserves
    kept: Kept


@transactional
def recount_members(
    programme: Programme,
    member_ids: Collection[ObjectId],
    cause: Cause,
    known: PostingFacts | None = None,
) -> None:
    """Bring what is written down of these members to what they deserve now.

    `known` is what whoever posted their points has read of them in the same transaction.

    The heads of these members are locked by who calls it, so that two at once line up.
    """
    known = known or PostingFacts(facts_of(member_ids), versions_of(programme))
    now = timezone.now()
    version = version_on(timezone.localdate(now), known.versions)
    if version is None:
        return
    terms, awards, moves = version.terms, list[Achievement](), list[TierChange]()
    for standing in standings_of(programme, known, timezone.localdate(now)):
        awards += _change_achievements(standing, cause, now)
        moves += _tier_changes(standing, terms, cause, now)
    store_new([*awards])
    store_new([*moves])


def standings_of(programme: Programme, known: PostingFacts, today: date) -> Iterable[Standing]:
    """What each of these members deserves by the terms of a day, and what is written down."""
    challenges = known.challenges
    if challenges is None:
        challenges = list(Challenge.objects.filter(programme=programme))
    begun = [each for each in challenges if each.first <= today]
    kept = kept_of(known.buyers)
    for bought in bought_by(programme, known):
        theirs = kept[bought.member.pk]
        held = [key for sort, key in theirs.held if sort == AchievementSort.BADGE]
        yield Standing(bought, deserved_by(bought, known.versions, today, begun, held), theirs)


def kept_of(buyers: Mapping[ObjectId, BuyerFacts]) -> dict[ObjectId, Kept]:
    """What is written down of each of these members, as it was read with them (facts_of)."""
    kept = {}
    for pk, theirs in buyers.items():
        assert theirs.achievements is not None
        assert theirs.tiers is not None
        achievements = [stored_instance(Achievement, row) for row in theirs.achievements]
        tiers = [stored_instance(TierChange, row) for row in theirs.tiers]
        kept[pk] = Kept(
            sorted(cast(list[Achievement], achievements), key=_sequence),
            sorted(cast(list[TierChange], tiers), key=_sequence),
        )
    return kept


def _change_achievements(standing: Standing, cause: Cause, now: datetime) -> list[Achievement]:
    """Revoke what is lost, post the points of challenges; what is to be awarded."""
    deserved, held = standing.deserves.achievements, standing.kept.held
    lost = [key for key in held if key not in deserved or deserved[key].day != held[key].day]
    for key in lost:
        Achievement.objects.filter(pk=held[key].pk).update(
            is_held=False,
            revoked_at=now,
            revoked_cause=cause.verb,
            revoked_by_name=cause.by_name,
        )
    fresh = {
        key: each for key, each in deserved.items() if key not in held or held[key].day != each.day
    }
    sequence = len(standing.kept.achievements)
    for key in sorted({*lost, *fresh}):
        _post_points(standing, key, cause)
    return [
        _award(standing, key, each, place, cause, now)
        for place, (key, each) in enumerate(sorted(fresh.items()), start=sequence + 1)
    ]


def _award(
    standing: Standing,
    key: AchievementKey,
    deserved: Deserved,
    sequence: int,
    cause: Cause,
    now: datetime,
) -> Achievement:
    member = standing.bought.member
    return Achievement(
        programme_id=member.programme_id,
        member_id=member.pk,
        sequence=sequence,
        sort=key[0],
        key=key[1],
        name=deserved.name,
        points=deserved.points,
        day=deserved.day,
        awarded_at=now,
        awarded_cause=cause.verb,
        awarded_by_name=cause.by_name,
    )


def _post_points(standing: Standing, key: AchievementKey, cause: Cause) -> None:
    """Give the points of a challenge that is reached, take back those of one that is not."""
    if key[0] != AchievementSort.CHALLENGE:
        return
    reached, lost = standing.deserves.achievements.get(key), standing.kept.held.get(key)
    challenge, _bar, period = key[1].partition("|")
    known = reached or lost
    assert known
    post_challenge(
        standing.bought.member,
        challenge,
        period,
        reached.points if reached else 0,
        known.day,
        cause=cause.verb,
        by_name=cause.by_name,
    )


def _tier_changes(
    standing: Standing, terms: Terms, cause: Cause, now: datetime
) -> list[TierChange]:
    """The one change of tier that there is, if there is any."""
    reached, before = standing.deserves.tier, standing.kept.tier(terms)
    if reached is None or reached.name == before:
        return []
    member, last = standing.bought.member, standing.kept.last_change
    by_window = reached.by_window and _has_passed(reached, last)
    change = TierChange(
        programme_id=member.programme_id,
        member_id=member.pk,
        sequence=len(standing.kept.tiers) + 1,
        from_tier=before,
        to_tier=reached.name,
        day=_day_of_change(reached, last, terms, now),
        at=now,
        cause=WINDOW.verb if by_window else cause.verb,
        by_name=WINDOW.by_name if by_window else cause.by_name,
    )
    return [change]


def _has_passed(reached: ReachedTier, before: TierChange | None) -> bool:
    """Whether it came after what is written down, which was so: nothing was taken back."""
    return before is None or (reached.since is not None and reached.since > before.day)


def _day_of_change(
    reached: ReachedTier, before: TierChange | None, terms: Terms, now: datetime
) -> date:
    """Since when it is so; of what is taken back, and so never was, the day on which it is."""
    names = [tier.name for tier in terms.tiers]
    left = before.to_tier if before else names[0]
    is_up = left not in names or names.index(reached.name) > names.index(left)
    if reached.since and (is_up or _has_passed(reached, before)):
        return reached.since
    return timezone.localdate(now)


def _sequence(row: Achievement | TierChange) -> int:
    return row.sequence
