"""What a member may have, and why not: asked for her page and again inside the request (LR-6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from crm.mongo.unions import read_union
from loyalty.members.page.member import MemberPage, page_of_member
from loyalty.models import Member, MemberState, Reward
from loyalty.points.reads import PointsNow, points_now
from loyalty.programmes.reads import terms_on
from loyalty.rewards.offer_facts import OfferFacts, offer_facts, offer_parts
from loyalty.rewards.stock import left_of
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
    """A member who wants rewards: what is asked of her, each read once.

    `page`, `now` and `facts` are what whoever asks has read of her already.
    """

    def __init__(
        self,
        member: Member,
        day: date,
        page: MemberPage | None = None,
        now: PointsNow | None = None,
        facts: OfferFacts | None = None,
    ) -> None:
        self.member, self.day = member, day
        self.now = now or points_now(member.pk, day)
        # What is held is no debt: only a balance below zero is (LP-10).
        self.points = self.now.balance if self.now.balance < 0 else max(0, self.now.available)
        self.terms = page.terms if page else terms_on(member.programme, day)
        self.ladder: Ladder = self.terms.tiers if self.terms else ()
        self._page, self._known = page, facts

    @cached_property
    def facts(self) -> OfferFacts:
        """What is offered, and what she has asked for; one command, but in a transaction."""
        return self._known or offer_facts(read_union(offer_parts(self.member)))

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
            has_confirmed_contact=self.facts.has_contact,
            available_points=self.points,
            tier=self._tier_for(reward),
            own=self.facts.own[reward.pk],
        )

    def _tier_for(self, reward: Reward) -> Tier:
        """Hers, read when the first reward asks for one: it takes all her purchases (LP-15)."""
        if not reward.tier:
            return NO_TIER
        if self._page is None:
            self._page = page_of_member(self.member, self.day)
        progress = self._page.progress
        return progress.tier if progress else NO_TIER


class Goal(NamedTuple):
    """What a member is on the way to; `reward` is None for what the terms name."""

    way: PointsGoal
    reward: Reward | None


def offers_to(asker: Asker) -> list[Offer]:
    """The rewards that members see on a day, in their order, each with the reason if any (LR-5)."""
    taken = asker.facts.taken
    return [
        _offer(asker, reward, left_of(reward, taken[reward.pk]))
        for reward in asker.facts.rewards
        if reward.terms.is_visible(asker.day)
    ]


def goal_of(offers: Sequence[Offer], asker: Asker) -> Goal | None:
    """The cheapest reward that she may have with more points, on every page (LA-6).

    Where no reward is hers to have, what the terms name; None if there is nothing to reach.
    """
    priced = [each for each in reversed(offers) if each.reward.points]
    rewards = {each.reward.points: each.reward for each in priced if each.is_goal}
    available, terms = asker.now.available, asker.terms
    if way := points_goal(available, rewards):
        return Goal(way, rewards[way.points])
    if terms is None or not terms.goal or any(each.reason is None for each in priced):
        return None
    fallback = points_goal(available, [terms.goal])
    return Goal(fallback, None) if fallback else None


def _offer(asker: Asker, reward: Reward, left: int | None) -> Offer:
    reason = asker.why_not(reward, left)
    is_short = reason in (Refusal.POINTS, Refusal.BELOW_ZERO)
    is_goal = is_short and asker.lacks_only_points(reward, left)
    return Offer(reward, left, reason, is_goal)
