"""Plans as they are stored and checked (BO-8, LB-6). Pure."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bonuses.rules.rates import Plan, Targets, Threshold, Tier

CURRENCIES = ("USD", "IDR")
# The problem, the row (in the order of the plan) and the field that it shows in.
RowDefect = tuple[str, int, str]


class Defect(NamedTuple):
    """One thing wrong: in which part of the plan, what, and in which row and field it shows."""

    part: str
    problem: str
    row: int
    field: str


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
    return list(dict.fromkeys((defect.part, defect.problem) for defect in defects(plan)))


def defects(plan: Plan) -> list[Defect]:
    """The same, each with the field that it shows in."""
    by_part = {
        "main": _of_thresholds(plan.main),
        "ndp": _of_tiers(plan.ndp),
        "rdp": _of_tiers(plan.rdp),
        "targets": _of_targets(plan.targets),
    }
    return [
        Defect(part=part, problem=problem, row=row, field=field)
        for part, row_defects in by_part.items()
        for problem, row, field in row_defects
    ]


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


def _of_thresholds(thresholds: tuple[Threshold, ...]) -> Iterator[RowDefect]:
    for row, (omset, bonus) in enumerate(thresholds):
        if omset <= 0:
            yield "negative", row, "omset"
        if bonus < 0:
            yield "negative", row, "bonus"
        if omset in {earlier.omset for earlier in thresholds[:row]}:
            yield "twice", row, "omset"


def _of_targets(targets: Targets) -> Iterator[RowDefect]:
    for name, target in targets._asdict().items():
        if target <= 0:
            yield "target", 0, name


def _of_tiers(tiers: tuple[Tier, ...]) -> Iterator[RowDefect]:
    for row, (least, most, bonus) in enumerate(tiers):
        if least < 1:
            yield "negative", row, "least"
        if bonus < 0:
            yield "negative", row, "bonus"
        if most is not None and most < least:
            yield "order", row, "most"
    rising = sorted(enumerate(tiers), key=lambda numbered: numbered[1].least)
    for (_row, lower), (row, upper) in pairwise(rising):
        if lower.most is None or lower.most >= upper.least:
            yield "overlap", row, "least"
        elif lower.most + 1 < upper.least:
            yield "gap", row, "least"
    # Above a closed last tier the best day would earn nothing.
    if rising and rising[-1][1].most is not None:
        yield "open", rising[-1][0], "most"
