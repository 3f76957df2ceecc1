"""What is to be paid: by currency, or all of it in rupiah at one rate. Pure.

A total is the sum of the amounts shown: each is converted and rounded by itself, then they are
added. So a month in rupiah is the month under its plan with each bonus in rupiah.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bonuses.rules.figures import ZERO
from bonuses.rules.rates import Plan, Threshold, Tier
from omset.rules.money import cents

RUPIAH = "IDR"


class Rate(NamedTuple):
    """So much rupiah for one dollar, from a date on."""

    rupiah: Decimal
    valid_from: date


def in_rupiah(amount: Decimal, currency: str, rate: Rate) -> Decimal:
    """One amount in rupiah with two places."""
    return amount if currency == RUPIAH else cents(amount * rate.rupiah)


def plan_in_rupiah(plan: Plan, rate: Rate) -> Plan:
    """The plan with each of its bonuses in rupiah."""

    def converted(bonus: Decimal) -> Decimal:
        return in_rupiah(bonus, plan.currency, rate)

    return replace(
        plan,
        main=tuple(Threshold(omset, converted(bonus)) for omset, bonus in plan.main),
        ndp=tuple(Tier(least, most, converted(bonus)) for least, most, bonus in plan.ndp),
        rdp=tuple(Tier(least, most, converted(bonus)) for least, most, bonus in plan.rdp),
        currency=RUPIAH,
    )


def to_pay(
    total_bonus: Decimal, currency: str, adjusted: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What a month pays by currency: its bonus, with what changes to closed months add.

    The month's own `currency` comes first, then each other one of `adjusted` by its name.
    """
    return {
        name: adjusted.get(name, ZERO) + (total_bonus if name == currency else ZERO)
        for name in (currency, *others(currency, adjusted))
    }


def add(sums: MutableMapping[str, Decimal], currency: str, amount: Decimal) -> None:
    """Add an amount to the sum of its currency."""
    sums[currency] = sums.get(currency, ZERO) + amount


def others(currency: str, adjusted: Iterable[str]) -> list[str]:
    """The currencies besides the month's own in which something is adjusted."""
    return sorted(set(adjusted) - {currency})
