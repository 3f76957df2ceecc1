"""Rows of sums, as the database returns them, made into numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from bson import Decimal128

from crm.mongo.decimals import to_decimal
from omset.rules.classify import NDP
from omset.tallies.tally import AMOUNTS, COUNTS


@dataclass(frozen=True)
class Sums:
    """Sums over counted records, which can be numbers_of."""

    def __add__(self, other: Self) -> Self:
        """The sums of two scopes that share no day: counts are sums of daily counts (OM-18)."""
        names = (field.name for field in fields(self))
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class Totals(Sums):
    """What pages compare, and what a bonus is made of; rupiah (OM-18)."""

    records: int = 0
    total: Decimal = Decimal("0.00")
    ndp: int = 0
    rdp: int = 0


@dataclass(frozen=True)
class Numbers(Sums):
    """All of the sums. Amounts in rupiah; NDP and RDP per day and product (OM-18)."""

    records: int = 0
    forms: Decimal = Decimal("0.00")
    nominal: Decimal = Decimal("0.00")
    total: Decimal = Decimal("0.00")
    ndp: int = 0
    rdp: int = 0
    ndp_total: Decimal = Decimal("0.00")
    rdp_total: Decimal = Decimal("0.00")


TOTALS_NAMES = [field.name for field in fields(Totals)]
NUMBERS_NAMES = [field.name for field in fields(Numbers)]


def numbers_of(rows: list[dict], kind: str | None) -> Numbers:
    """The rows together, of both kinds or of one; those with `is_less` are taken away."""
    sums = _signed_sums(rows, needed(kind))
    if kind:
        sums = _only(kind, sums)
    return Numbers(**{name: sums[name] for name in NUMBERS_NAMES})


def totals_of(rows: list[dict]) -> Totals:
    """The same of the totals alone."""
    return Totals(**_signed_sums(rows, TOTALS_NAMES))


def needed(kind: str | None) -> Iterable[str]:
    """The sums to read: the NDP share of records, forms and nominal serves only a kind."""
    return COUNTS + AMOUNTS if kind else NUMBERS_NAMES


def by_key(rows: Iterable[dict], kind: str | None) -> list[tuple[Any, Numbers]]:
    """The rows of each `key` together, in order; only where anything counts."""
    sums = [(key, numbers_of(of_key, kind)) for key, of_key in _keyed(rows, "key")]
    return [(key, row) for key, row in sums if row.records]


def totals_of_each(rows: Iterable[dict], key: str) -> dict[Any, Totals]:
    """The same of the totals alone, by the value of `key`."""
    sums = {value: totals_of(of_value) for value, of_value in _keyed(rows, key)}
    return {value: row for value, row in sums.items() if row.records}


def _keyed(rows: Iterable[dict], key: str) -> list[tuple[Any, list[dict]]]:
    by_value: dict[Any, list[dict]] = {}
    for row in rows:
        by_value.setdefault(row[key], []).append(row)
    return [(as_date(value), by_value[value]) for value in sorted(by_value)]


def _signed_sums(rows: list[dict], names: Iterable[str]) -> dict:
    signed = [_signed(row, names) for row in rows]
    return signed[0] if len(signed) == 1 else {name: _sum(signed, name) for name in names}


def python_value(value: Any) -> Any:
    """A stored value as Python has it."""
    return to_decimal(value) if isinstance(value, Decimal128) else value


def as_date(key: Any) -> Any:
    """A stored date as a date, any other key as it is."""
    return key.date() if isinstance(key, datetime) else key


def _only(kind: str, sums: dict) -> dict:
    """The part of the sums that one kind makes: RDP is what NDP leaves (OM-21)."""
    ndp, rdp = sums | {"rdp": 0, "rdp_total": Decimal("0.00")}, {"ndp": 0}
    for name in ("records", "forms", "nominal", "total"):
        ndp[name] = sums[f"ndp_{name}"]
        rdp[name] = sums[name] - ndp[name]
    return ndp if kind == NDP else sums | rdp | {"ndp_total": Decimal("0.00")}


def _signed(row: dict, names: Iterable[str]) -> dict:
    if row.get("is_less"):
        return {name: -python_value(row[name]) for name in names}
    return {name: python_value(row[name]) for name in names}


def _sum(rows: list[dict], name: str) -> int | Decimal:
    return sum((row[name] for row in rows), 0 if name in COUNTS else Decimal("0.00"))
