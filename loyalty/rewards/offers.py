"""What a member may have, and why not: asked for her page and again inside the request (LR-6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.page.member import page_of_member
from loyalty.models import Member, MemberMerge, MemberState, Redemption, Reward
from loyalty.points.reads import points_now
from loyalty.programmes.reads import terms_on
from loyalty.rewards.lists import rewards_in_order
from loyalty.rewards.stock import left_of, taken_of
from loyalty.rules.personal.goals import PointsGoal, points_goal
from loyalty.rules.rewards.redemptions import Claimant, RedemptionState, Refusal, refusal
from loyalty.rules.tiers import Ladder, Tier

States = tuple[RedemptionState, ...]
# Of who has none yet: below the lowest.
NO_TIER = Tier("", Decimal(-1))


@dataclass(frozen=True)
class Offer:
    """A reward as a member sees it: what is left (None: unlimited), and why she may not have it.

    `is_goal` says that she may have it with enough points (LA-6).
    """

    reward: Reward
    left: int | None
    reason: Refusal | None
    is_goal: bool = False


class Asker:
    """A member who wants rewards: what is asked of her, each read once."""

    def __init__(self, member: Member, day: date) -> None:
        self.member, self.day = member, day
        now = points_now(member.pk, day)
        # What is held is no debt: only a balance below zero is (LP-10).
        self.points = now.balance if now.balance < 0 else max(0, now.available)
        terms = terms_on(member.programme, day)
        self.ladder: Ladder = terms.tiers if terms else ()
        self._tier: Tier | None = None
        account = account_of(member.pk)
        self._has_contact = bool(account and account.has_confirmed_contact)
        self._own = _own_states(member)

    def why_not(self, reward: Reward, left: int | None) -> Refusal | None:
        """The first reason for which she may not have the reward now; None if she may."""
        if reward.programme_id != self.member.programme_id or reward.retired_at is not None:
            return Refusal.VISIBLE
        return refusal(reward.terms, self._claimant(reward), self.ladder, left, self.day)

    def lacks_only_points(self, reward: Reward, left: int | None) -> bool:
        """Whether she may have it as soon as she can pay it."""
        paying = replace(self._claimant(reward), available_points=reward.points)
        return refusal(reward.terms, paying, self.ladder, left, self.day) is None

    def _claimant(self, reward: Reward) -> Claimant:
        return Claimant(
            is_active=self.member.state == MemberState.ACTIVE,
            has_confirmed_contact=self._has_contact,
            available_points=self.points,
            tier=self._tier_for(reward),
            own=self._own[reward.pk],
        )

    def _tier_for(self, reward: Reward) -> Tier:
        """Hers, read when the first reward asks for one: it takes all her purchases (LP-15)."""
        if not reward.tier:
            return NO_TIER
        if self._tier is None:
            progress = page_of_member(self.member, self.day).progress
            self._tier = progress.tier if progress else NO_TIER
        return self._tier


def offers_to(member: Member, day: date) -> list[Offer]:
    """The rewards that members see on a day, in their order, each with the reason if any (LR-5)."""
    asker = Asker(member, day)
    rewards = [
        reward
        for reward in rewards_in_order(member.programme, is_retired=False)
        if reward.terms.is_visible(day)
    ]
    taken = taken_of(rewards)
    return [_offer(asker, reward, left_of(reward, taken[reward.pk])) for reward in rewards]


def goal_of(offers: Iterable[Offer], available: int) -> PointsGoal | None:
    """The cheapest reward that she may have with more points; None if there is none (LA-6)."""
    prices = [each.reward.points for each in offers if each.is_goal and each.reward.points]
    return points_goal(available, prices)


def member_ids(member: Member) -> list[ObjectId]:
    """Hers, and of all whom merges have made her: what they asked for is hers now (LM-14)."""
    in_force: dict[str, Any] = {"is_undone": False}
    further = {
        "from": MemberMerge._meta.db_table,
        "startWith": "$from_member_id",
        "connectFromField": "from_member_id",
        "connectToField": "into_member_id",
        "restrictSearchWithMatch": in_force,
        "as": "further",
    }
    steps = [{"$match": in_force | {"into_member_id": member.pk}}, {"$graphLookup": further}]
    merged = list(collection(MemberMerge).aggregate(steps, session=current_session()))
    every = (each for row in merged for each in (row, *row["further"]))
    return [member.pk, *sorted({each["from_member_id"] for each in every} - {member.pk})]


def _offer(asker: Asker, reward: Reward, left: int | None) -> Offer:
    reason = asker.why_not(reward, left)
    is_short = reason in (Refusal.POINTS, Refusal.BELOW_ZERO)
    is_goal = is_short and asker.lacks_only_points(reward, left)
    return Offer(reward, left, reason, is_goal)


def _own_states(member: Member) -> dict[ObjectId, States]:
    """The states of her redemptions, by reward."""
    rows = Redemption.objects.filter(member_id__in=member_ids(member))
    states: dict[ObjectId, list[RedemptionState]] = defaultdict(list)
    for reward_id, state in rows.values_list("reward_id", "state"):
        states[reward_id].append(RedemptionState(state))
    return defaultdict(tuple, {pk: tuple(each) for pk, each in states.items()})
