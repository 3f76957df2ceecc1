"""Plans as they are stored and checked (BO-8, LB-6). Pure."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from bonuses.rates import Plan, Targets, Threshold, Tier

CURRENCIES = ("USD", "IDR")


def as_json(plan: Plan) -> dict:
    """The plan as it is stored, amounts as text."""
    return {
        "currency": plan.currency,
        "main": [[str(omset), str(bonus)] for omset, bonus in plan.main],
        "ndp": [[least, most, str(bonus)] for least, most, bonus in plan.ndp],
        "rdp": [[least, most, str(bonus)] for least, most, bonus in plan.rdp],
        "targets": [str(plan.targets.omset), plan.targets.ndp, plan.targets.rdp],
    }


def from_json(stored: dict) -> Plan:
    """The stored plan."""
    omset, ndp, rdp = stored["targets"]
    return Plan(
        main=tuple(Threshold(Decimal(at), Decimal(bonus)) for at, bonus in stored["main"]),
        ndp=_tiers(stored["ndp"]),
        rdp=_tiers(stored["rdp"]),
        targets=Targets(Decimal(omset), ndp, rdp),
        currency=stored["currency"],
    )


def problems(plan: Plan) -> list[tuple[str, str]]:
    """What is wrong with a plan, as (part, problem); nothing for a valid one.

    The parts are main, ndp, rdp and targets; the problems are negative, twice, order, gap,
    overlap, open and target.
    """
    found = [("main", problem) for problem in _of_thresholds(plan.main)]
    found += [("ndp", problem) for problem in _of_tiers(plan.ndp)]
    found += [("rdp", problem) for problem in _of_tiers(plan.rdp)]
    if min(plan.targets) <= 0:
        found.append(("targets", "target"))
    return found


def in_order(plan: Plan) -> Plan:
    """The same plan with its thresholds and tiers from the lowest to the highest."""
    return Plan(
        main=tuple(sorted(plan.main)),
        ndp=tuple(sorted(plan.ndp, key=lambda tier: tier.least)),
        rdp=tuple(sorted(plan.rdp, key=lambda tier: tier.least)),
        targets=plan.targets,
        currency=plan.currency,
    )


def _tiers(stored: list) -> tuple[Tier, ...]:
    return tuple(Tier(least, most, Decimal(bonus)) for least, most, bonus in stored)


def _of_thresholds(thresholds: tuple[Threshold, ...]) -> Iterator[str]:
    if any(omset <= 0 or bonus < 0 for omset, bonus in thresholds):
        yield "negative"
    if len({threshold.omset for threshold in thresholds}) < len(thresholds):
        yield "twice"


def _of_tiers(tiers: tuple[Tier, ...]) -> Iterator[str]:
    if any(tier.least < 1 or tier.bonus < 0 for tier in tiers):
        yield "negative"
    if any(tier.most is not None and tier.most < tier.least for tier in tiers):
        yield "order"
    for lower, upper in pairwise(sorted(tiers, key=lambda tier: tier.least)):
        if lower.most is None or lower.most >= upper.least:
            yield "overlap"
        elif lower.most + 1 < upper.least:
            yield "gap"
    # Above a closed last tier the best day would earn nothing.
    if tiers and max(tiers, key=lambda tier: tier.least).most is not None:
        yield "open"
