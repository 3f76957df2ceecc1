"""The catalogue as admins see it: every reward in the shown order, with what is left (LR-2, LR-5).

A catalogue is what people write by hand: it is shown whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loyalty.models import Programme, Reward
from loyalty.rewards.stock import left_of, taken_of
from loyalty.rules.rewards.offers import OfferState, offer_state, shown_order


@dataclass(frozen=True)
class ListedReward:
    """A reward, how many are taken, how many left (None: unlimited), and how it is."""

    reward: Reward
    taken: int
    left: int | None
    state: OfferState


def listed_rewards(programme: Programme, day: date, *, is_retired: bool) -> list[ListedReward]:
    """The rewards of a programme in the order in which members see them. Two commands."""
    rewards = rewards_in_order(programme, is_retired=is_retired)
    taken = taken_of(rewards)
    return [listed(reward, taken[reward.pk], day) for reward in rewards]


def listed(reward: Reward, taken: int, day: date) -> ListedReward:
    """One reward with what is taken of it."""
    left = left_of(reward, taken)
    is_retired = reward.retired_at is not None
    state = offer_state(reward.terms, left, day, is_retired=is_retired)
    return ListedReward(reward, taken, left, state)


def rewards_in_order(programme: Programme, *, is_retired: bool) -> list[Reward]:
    """The rewards of a programme, the retired ones or the others, in the shown order (LR-5)."""
    rewards = Reward.objects.filter(programme=programme, retired_at__isnull=not is_retired)
    return in_shown_order(rewards)


def in_shown_order(rewards: Iterable[Reward]) -> list[Reward]:
    """These rewards as members see them one after the other."""
    return sorted(rewards, key=_place)


def _place(reward: Reward) -> tuple[bool, int, int, str]:
    return shown_order(
        is_featured=reward.is_featured,
        sort_order=reward.sort_order,
        points=reward.points,
        title=reward.title,
    )
