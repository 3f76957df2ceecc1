"""Creating, editing and retiring rewards, with history (LR-1, LR-4)."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import changes, facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.models import Programme, Reward
from loyalty.rewards.errors import FaultyReward, StaleReward
from loyalty.rewards.stock import lock_stock
from loyalty.rules.rewards.terms import ExpiryKind, Fault, RewardType, faults_of


@dataclass(frozen=True, kw_only=True)
class RewardFacts:
    """What is said of a reward, as typed."""

    title: str
    reward_type: RewardType
    points: int
    description: str = ""
    category: str = ""
    percent: int | None = None
    most_off: Decimal | None = None
    amount: Decimal | None = None
    sku: str = ""
    instructions: str = ""
    conditions: str = ""
    tier: str = ""
    minimum_purchase: Decimal | None = None
    stock: int | None = None
    limit_per_member: int | None = None
    uses: int = 1
    visible_from: date | None = None
    visible_to: date | None = None
    expiry: ExpiryKind = ExpiryKind.NONE
    expiry_day: date | None = None
    expiry_days: int | None = None
    refunds_expired: bool = False
    needs_approval: bool = True
    is_featured: bool = False
    sort_order: int = 0


FACTS = tuple(RewardFacts.__dataclass_fields__)


@transactional
def create(programme: Programme, said: RewardFacts, *, by: User) -> Reward:
    """Write and return a reward. Raises FaultyReward."""
    reward = Reward(programme=programme, created_by_name=by.name, **_stored(said))
    _check(reward)
    reward.save()
    # Two who ask first at once find the row there, and neither has to add it.
    lock_stock(reward.pk)
    note_event(reward, "create", by=by, after=facts(reward, FACTS))
    return reward


@transactional
def edit(pk: ObjectId, said: RewardFacts, *, by: User, version: int) -> Reward:
    """Put this in the place of what was said of a reward, and return how it is stored now.

    Redemptions keep what they were asked for by. Raises StaleReward if it was changed since
    `version`, FaultyReward, Reward.DoesNotExist.
    """
    reward = _locked(pk, version)
    before = facts(reward, FACTS)
    for name, value in _stored(said).items():
        setattr(reward, name, value)
    _check(reward)
    Reward.objects.filter(pk=pk).update(**_stored(said))
    old, new = changes(before, facts(reward, FACTS))
    if new:
        note_event(reward, "edit", by=by, before=old, after=new)
    return reward


@transactional
def retire(pk: ObjectId, *, by: User) -> Reward:
    """Offer it no more; what was asked for can still be decided and used (LR-4).

    Doing it twice changes nothing. Raises Reward.DoesNotExist.
    """
    reward = _locked(pk)
    if reward.retired_at is None:
        reward.retired_at = timezone.now()
        Reward.objects.filter(pk=pk).update(retired_at=reward.retired_at)
        note_event(reward, "retire reward", by=by)
    return reward


@transactional
def offer_again(pk: ObjectId, *, by: User) -> Reward:
    """Take back that it was retired. Doing it twice changes nothing. Raises Reward.DoesNotExist."""
    reward = _locked(pk)
    if reward.retired_at is not None:
        reward.retired_at = None
        Reward.objects.filter(pk=pk).update(retired_at=None)
        note_event(reward, "offer again", by=by)
    return reward


def _locked(pk: ObjectId, version: int | None = None) -> Reward:
    """The reward, of which nobody else asks for a piece in this transaction."""
    lock_stock(pk)
    match = {"_id": pk} if version is None else {"_id": pk, "version": version}
    written = collection(Reward).update_one(
        match, {"$inc": {"version": 1}}, session=current_session()
    )
    reward = Reward.objects.select_related("programme").get(pk=pk)
    if not written.matched_count:
        raise StaleReward(reward)
    return reward


def _stored(said: RewardFacts) -> dict[str, Any]:
    typed = asdict(said)
    return typed | {"reward_type": said.reward_type.value, "expiry": said.expiry.value}


def _check(reward: Reward) -> None:
    faults = dict(faults_of(reward.terms))
    for name in ("most_off", "minimum_purchase"):
        if (amount := getattr(reward, name)) is not None and amount <= 0:
            faults[name] = Fault.AMOUNT
    if faults:
        raise FaultyReward(faults)
