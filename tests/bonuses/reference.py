"""A second opinion on standings: from the ledger's rows alone, in plain Python.

Shares no code with bonuses/rules/rates.py; written from BO-1 to BO-6 and the plans as stored.
"""

from collections import defaultdict
from decimal import Decimal

from bonuses.models import BonusPlan, Standing
from tests.omset.reference import expected_kinds, ledger_rows

FIELDS = (
    "total",
    "records",
    "ndp",
    "rdp",
    "days_worked",
    "success_days",
    "main_bonus",
    "ndp_bonus",
    "rdp_bonus",
    "total_bonus",
)
DEFAULT = {
    "main": [
        [10**6 * at, bonus] for at, bonus in [(70, 20), (100, 30), (140, 50), (210, 75), (280, 100)]
    ],
    "ndp": [[8, 10, "2.5"], [11, None, "5"]],
    "rdp": [[12, 15, "2.5"], [16, None, "5"]],
    "targets": [100_000_000, 10, 15],
}


def stored() -> dict:
    rows = Standing.objects.values_list("staff_id", "month", *FIELDS)
    return {row[:2]: dict(zip(FIELDS, row[2:], strict=True)) for row in rows}


def expected() -> dict:
    """Each staff member's months as they should stand."""
    rows = ledger_rows()
    kinds = expected_kinds(rows)
    months = defaultdict(list)
    for row in rows:
        if row.is_counted:
            months[row.staff_id, row.date.replace(day=1)].append((row, kinds[row.id]))
    return {key: _month(records, _plan(key[1])) for key, records in months.items()}


def _plan(month) -> dict:
    valid = [
        plan for plan in BonusPlan.objects.filter(status="published") if plan.valid_from <= month
    ]
    latest = max(valid, key=lambda plan: (plan.valid_from, plan.published_at), default=None)
    return latest.content if latest else DEFAULT


def _month(records: list, plan: dict) -> dict:
    days = defaultdict(lambda: {"NDP": set(), "RDP": set()})
    for row, kind in records:
        days[row.date][kind].add((row.product_id, row.key))
    counts = [(len(day["NDP"]), len(day["RDP"])) for day in days.values()]
    total = sum(row.total for row, _kind in records)
    ndp_bonus = sum(_daily(ndp, plan["ndp"]) for ndp, _rdp in counts)
    rdp_bonus = sum(_daily(rdp, plan["rdp"]) for _ndp, rdp in counts)
    main = max((Decimal(b) for at, b in plan["main"] if total >= Decimal(at)), default=Decimal(0))
    _omset, least_ndp, least_rdp = plan["targets"]
    return {
        "total": total,
        "records": len(records),
        "ndp": sum(ndp for ndp, _rdp in counts),
        "rdp": sum(rdp for _ndp, rdp in counts),
        "days_worked": len(days),
        "success_days": sum(ndp >= least_ndp or rdp >= least_rdp for ndp, rdp in counts),
        "main_bonus": main,
        "ndp_bonus": ndp_bonus,
        "rdp_bonus": rdp_bonus,
        "total_bonus": main + ndp_bonus + rdp_bonus,
    }


def _daily(count: int, tiers: list) -> Decimal:
    for least, most, bonus in tiers:
        if least <= count and (most is None or count <= most):
            return Decimal(bonus)
    return Decimal(0)
