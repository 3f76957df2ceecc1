"""Rows of sums, as the database returns them, made into numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from bson import Decimal128

from crm.mongo.decimals import exact
from omset.rules.classify import NDP
from omset.tallies.tally import COUNTS, SUMS


class Sums:
    """Sums over counted records, which can be added."""

    def __add__(self, other):
        """The sums of two scopes that share no day: counts are sums of daily counts (OM-18)."""
        names = (field.name for field in fields(self))
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class Totals(Sums):
    """What is compared at a glance, and what a bonus is made of; rupiah (OM-18)."""

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


GLANCE = [field.name for field in fields(Totals)]
NAMES = [field.name for field in fields(Numbers)]


def added(rows: list[dict], kind: str | None) -> Numbers:
    """The rows together, of both kinds or of one; those with `is_less` are taken away."""
    sums = _added(rows, needed(kind))
    if kind:
        sums = _only(kind, sums)
    return Numbers(**{name: sums[name] for name in NAMES})


def totals_of(rows: list[dict]) -> Totals:
    """The same of what a glance needs."""
    return Totals(**_added(rows, GLANCE))


def needed(kind: str | None) -> Iterable[str]:
    """The sums to read: the NDP share of records, forms and nominal serves only a kind."""
    return COUNTS + SUMS if kind else NAMES


def by_key(rows: Iterable[dict], kind: str | None) -> list[tuple[object, Numbers]]:
    """The rows of each `key` together, in order; only where anything counts."""
    sums = [(key, added(found, kind)) for key, found in _keyed(rows, "key")]
    return [(key, row) for key, row in sums if row.records]


def totals_of_each(rows: Iterable[dict], key: str) -> dict[object, Totals]:
    """The same of what a glance needs, by the value of `key`."""
    sums = {value: totals_of(found) for value, found in _keyed(rows, key)}
    return {value: row for value, row in sums.items() if row.records}


def _keyed(rows: Iterable[dict], key: str) -> list[tuple[object, list[dict]]]:
    found: dict[object, list[dict]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return [(as_date(value), found[value]) for value in sorted(found)]


def _added(rows: list[dict], names: Iterable[str]) -> dict:
    signed = [_signed(row, names) for row in rows]
    return signed[0] if len(signed) == 1 else {name: _sum(signed, name) for name in names}


def plain(value):
    """A stored value as Python has it."""
    return exact(value) if isinstance(value, Decimal128) else value


def as_date(key: str):
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
        return {name: -plain(row[name]) for name in names}
    return {name: plain(row[name]) for name in names}


def _sum(rows: list[dict], name: str):
    return sum((row[name] for row in rows), 0 if name in COUNTS else Decimal("0.00"))
