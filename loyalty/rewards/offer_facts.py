"""What offers to a member follow from, read with one command beside others (LR-5, LR-6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.db.models import Model

from crm.mongo.unions import UnionPart
from loyalty.members.page.belongings import instances_of
from loyalty.models import Member, MemberAccount, MemberMerge, Redemption, Reward, RewardStock
from loyalty.rewards.lists import in_shown_order
from loyalty.rules.rewards.redemptions import RedemptionState

States = tuple[RedemptionState, ...]
OFFERED, ACCOUNT, OWN = "offered", "account of hers", "redemptions of hers"


@dataclass(frozen=True)
class OfferFacts:
    """The rewards that are not retired, in their order, and what is known of who wants them.

    `ids` are the member and those whom merges have made her (LM-14).
    """

    rewards: list[Reward]
    taken: dict[ObjectId, int]
    has_contact: bool
    ids: list[ObjectId]
    own: dict[ObjectId, States]


def offer_parts(member: Member) -> dict[str, UnionPart]:
    """What read_union() reads for `offer_facts`."""
    offered = {"programme_id": member.programme_id, "retired_at": None}
    every = _part(Reward, offered, _beside(RewardStock, "_id", "_id", "stocks"))
    return {OFFERED: every} | claimant_parts(member)


def claimant_parts(member: Member) -> dict[str, UnionPart]:
    """The same without the rewards, for one that is known."""
    return {
        ACCOUNT: _part(MemberAccount, {"_id": member.pk}),
        OWN: _part(Member, {"_id": member.pk}, *_redemptions_of_all_of_her()),
    }


def offer_facts(rows: Mapping[str, list[dict[str, Any]]]) -> OfferFacts:
    """What these rows say."""
    offered = rows.get(OFFERED, [])
    taken = {row["_id"]: sum(each["taken"] for each in row.pop("stocks")) for row in offered}
    accounts = instances_of(MemberAccount, rows[ACCOUNT])
    [hers] = rows[OWN] or [{"ids": [], "redemptions": []}]
    return OfferFacts(
        in_shown_order(instances_of(Reward, offered)),
        taken,
        any(each.has_confirmed_contact for each in accounts),
        hers["ids"],
        states_by_reward((each["reward_id"], each["state"]) for each in hers["redemptions"]),
    )


def states_by_reward(pairs: Iterable[tuple[ObjectId, str]]) -> dict[ObjectId, States]:
    """The states of redemptions, by their reward; none of one that nobody has asked for."""
    states: dict[ObjectId, list[RedemptionState]] = defaultdict(list)
    for reward_id, state in pairs:
        states[reward_id].append(RedemptionState(state))
    return defaultdict(tuple, {pk: tuple(each) for pk, each in states.items()})


def _redemptions_of_all_of_her() -> list[dict[str, Any]]:
    merged = {
        "from": MemberMerge._meta.db_table,
        "startWith": "$_id",
        "connectFromField": "from_member_id",
        "connectToField": "into_member_id",
        "restrictSearchWithMatch": {"is_undone": False},
        "as": "merges",
    }
    return [
        {"$graphLookup": merged},
        {"$project": {"ids": {"$setUnion": [["$_id"], "$merges.from_member_id"]}}},
        _beside(Redemption, "ids", "member_id", "redemptions"),
        {"$project": {"ids": True, "redemptions.reward_id": True, "redemptions.state": True}},
    ]


def _beside(model: type[Model], here: str, there: str, name: str) -> dict[str, Any]:
    looked_up = {"from": model._meta.db_table, "localField": here, "foreignField": there}
    return {"$lookup": looked_up | {"as": name}}


def _part(model: type[Model], match: dict[str, Any], *steps: dict[str, Any]) -> UnionPart:
    return UnionPart(model._meta.db_table, [{"$match": match}, *steps])
