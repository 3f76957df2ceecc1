"""How many of a reward are taken: recounted from its redemptions, never counted up (LR-2)."""

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.models import Redemption, Reward, RewardStock


def lock_stock(reward_id: ObjectId) -> None:
    """Wait for, or collide with, whatever else is done to the reward or asked of it."""
    one_more = {"$inc": {"events": 1}, "$setOnInsert": {"taken": 0}}
    collection(RewardStock).update_one(
        {"_id": reward_id}, one_more, upsert=True, session=current_session()
    )


def restate_stock(reward_id: ObjectId) -> None:
    """Count what is taken of a locked reward once more."""
    taken = {"$set": {"taken": count_taken(reward_id)}}
    collection(RewardStock).update_one({"_id": reward_id}, taken, session=current_session())


def count_taken(reward_id: ObjectId) -> int:
    """How many redemptions of a reward are pending, approved, used or expired."""
    return Redemption.objects.taken().filter(reward_id=reward_id).count()


def taken_of(rewards: list[Reward]) -> dict[ObjectId, int]:
    """How many are taken of each reward, as stored; 0 of one that nobody has asked for."""
    rows = RewardStock.objects.filter(pk__in=[reward.pk for reward in rewards])
    stored = dict(rows.values_list("pk", "taken"))
    return {reward.pk: stored.get(reward.pk) or 0 for reward in rewards}


def left_of(reward: Reward, taken: int) -> int | None:
    """How many are left; None for unlimited, never less than 0 on a page (LR-2)."""
    return None if reward.stock is None else max(0, reward.stock - taken)
