"""Proving that what is derived of redemptions is what they come to: stock, uses, points paid."""

from collections.abc import Iterator, Mapping

from bson import ObjectId
from django.db.models import Model

from crm.mongo.rows import aggregate
from crm.registry.runs.proofs import StoredDifference
from loyalty.models import PointsEntry, Redemption, RedemptionUse, RewardStock
from loyalty.points.ledger.sources import REDEMPTION
from loyalty.rules.points.entries import EntryReason
from loyalty.rules.rewards.redemptions import TAKEN_STATES, RedemptionState
from loyalty.rules.rewards.stored_terms import from_stored

PAYMENTS = [EntryReason.REDEEMED.value, EntryReason.REFUNDED.value]
Numbers = Mapping[object, int]


def wrong_redemptions() -> Iterator[StoredDifference]:
    """Every stock, number of uses left and price paid that is not what was asked for and used."""
    uses, paid = _uses(), _paid()
    taken: dict[ObjectId, int] = {}
    for redemption in Redemption.objects.all().iterator():
        counts = RedemptionState(redemption.state) in TAKEN_STATES
        taken[redemption.reward_id] = taken.get(redemption.reward_id, 0) + counts
        yield from _differences_of(redemption, uses, paid)
    stocks = dict(RewardStock.objects.values_list("pk", "taken"))
    for pk in sorted(stocks.keys() | taken.keys()):
        if stocks.get(pk, 0) != taken.get(pk, 0):
            where = f"reward {pk}"
            yield StoredDifference(where, "reward_taken", stocks.get(pk, 0), taken.get(pk, 0))


def _differences_of(
    redemption: Redemption, uses: Numbers, paid: Numbers
) -> Iterator[StoredDifference]:
    kept = from_stored(redemption.terms)
    state = RedemptionState(redemption.state)
    left = kept.terms.uses - uses.get(redemption.pk, 0)
    is_back = state == RedemptionState.EXPIRED and kept.refunds_expired
    price = redemption.points if state in TAKEN_STATES and not is_back else 0
    compared = {
        "redemption_uses_left": (redemption.uses_left, left),
        "redemption_paid": (paid.get(str(redemption.pk), 0), price),
    }
    for name, (stored, expected) in compared.items():
        if stored != expected:
            yield StoredDifference(f"redemption {redemption.pk}", name, stored, expected)


def _uses() -> Numbers:
    """How often each redemption was used."""
    return _numbers(RedemptionUse, [], {"_id": "$redemption_id", "number": {"$sum": 1}})


def _paid() -> Numbers:
    """The points that each redemption has taken and not given back, by its id as a text."""
    of_redemptions = {"$match": {"reason": {"$in": PAYMENTS}}}
    group = {"_id": "$source", "number": {"$sum": {"$multiply": ["$points", -1]}}}
    rows = _numbers(PointsEntry, [of_redemptions], group)
    return {str(source).removeprefix(REDEMPTION): number for source, number in rows.items()}


def _numbers(model: type[Model], steps: list[dict], group: dict) -> Numbers:
    named = {"$project": {"_id": {"key": "$_id"}, "number": True}}
    rows = aggregate(model, [*steps, {"$group": group}, named])
    return {row["key"]: row["number"] for row in rows}
