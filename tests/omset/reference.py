"""A second opinion: everything derived is computed anew from the ledger's rows, in plain Python.

Shares no code with classify.py, tally.py or numbers.py on purpose; written from the words of G-5
and of OM-12 to OM-16.
"""

import unicodedata
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from omset.models import DailyTally, GroupTally, MonthlyTally, OmsetRecord, Submission

SHARED = ("records", "forms", "nominal", "total", "ndp", "rdp", "ndp_total", "rdp_total")
TALLIED = (*SHARED, "ndp_records", "ndp_forms", "ndp_nominal")
NONE = dict.fromkeys(TALLIED, 0)


class Row(NamedTuple):
    id: object
    staff_id: object
    product_id: object
    date: object
    customer_id: str
    nominal: Decimal
    multiplier: Decimal
    total: Decimal
    note: str
    status: str
    is_deleted: bool
    kind: str | None
    version: int

    @property
    def is_counted(self):
        return self.status == "approved" and not self.is_deleted

    @property
    def is_tambahan(self):
        return "tambahan" in self.note.lower()

    @property
    def key(self):
        folded = unicodedata.normalize("NFKC", self.customer_id).casefold()
        return "".join(sign for sign in folded if _tells_apart(sign))

    @property
    def group(self):
        return self.staff_id, self.key, self.product_id


def ledger_rows():
    return [Row(*values) for values in OmsetRecord.objects.values_list(*Row._fields)]


def drift():
    """Every derived value that differs from the plain recomputation; empty when all is well."""
    rows = ledger_rows()
    kinds = expected_kinds(rows)
    counted = [row for row in rows if row.is_counted]
    return [
        *_differences("kind", {row.id: row.kind for row in rows}, kinds),
        *_differences("total", {row.id: row.total for row in rows}, _totals(rows)),
        *_differences("day", _stored_days(), _expected_days(counted, kinds)),
        *_differences("month", _stored_months(), _expected_months(counted, kinds)),
        *_differences("group", _stored_groups(), _expected_groups(counted)),
        *_differences("submission", _stored_submissions(), _expected_submissions()),
    ]


def expected_kinds(rows):
    """OM-12 to OM-16, one row at a time."""
    firsts = {}
    for row in rows:
        if row.is_counted and not row.is_tambahan:
            firsts[row.group] = min(row.date, firsts.get(row.group, row.date))
    return {row.id: _kind(row, firsts) for row in rows}


def sums(rows, kinds):
    """OM-17, OM-18, OM-21: NDP and RDP once for each group and day."""
    ndp = [row for row in rows if kinds[row.id] == "NDP"]
    rdp = [row for row in rows if kinds[row.id] == "RDP"]
    return {
        "records": len(rows),
        "forms": sum(row.multiplier for row in rows),
        "nominal": sum(row.nominal for row in rows),
        "total": sum(row.total for row in rows),
        "ndp": len({(row.group, row.date) for row in ndp}),
        "rdp": len({(row.group, row.date) for row in rdp}),
        "ndp_total": sum(row.total for row in ndp),
        "rdp_total": sum(row.total for row in rdp),
        "ndp_records": len(ndp),
        "ndp_forms": sum(row.multiplier for row in ndp),
        "ndp_nominal": sum(row.nominal for row in ndp),
    }


def expected_groups(by, *, start=None, end=None, staff=None, product=None, kind=None):
    """What omset.numbers.grouped() must answer for the scope, as {key: sums}."""
    rows = ledger_rows()
    kinds = expected_kinds(rows)
    groups = defaultdict(list)
    for row in rows:
        wanted = row.is_counted and kind in (None, kinds[row.id])
        wanted &= staff in (None, row.staff_id) and product in (None, row.product_id)
        if wanted and (not start or row.date >= start) and (not end or row.date <= end):
            groups[_key(row, by)].append(row)
    result = {key: sums(group, kinds) for key, group in groups.items()}
    return {key: {name: group[name] for name in SHARED} for key, group in result.items()}


def _tells_apart(sign):
    """G-5, for the signs that tests use."""
    if sign in "\u1160\ufe0f\u034f":
        return False
    return sign.isalnum() or sign in "-_" or unicodedata.category(sign) in ("Mn", "Mc")


def _kind(row, firsts):
    if not row.is_counted:
        return None
    return "NDP" if not row.is_tambahan and row.date == firsts[row.group] else "RDP"


def _key(row, by):
    keys = {"day": row.date, "month": row.date.replace(day=1), "total": None}
    return (keys | {"staff": row.staff_id, "product": row.product_id})[by]


def _totals(rows):
    return {
        row.id: (row.nominal * row.multiplier).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for row in rows
    }


def _expected_groups(counted):
    groups = defaultdict(list)
    for row in counted:
        groups[row.group].append(row)
    return {group: _group_sums(rows) for group, rows in groups.items()}


def _group_sums(rows):
    dates = sorted(row.date for row in rows)
    return {
        "first_date": dates[0],
        "last_date": dates[-1],
        "days": len(set(dates)),
        "records": len(rows),
        "total": sum(row.total for row in rows),
    }


def _stored_groups():
    names = ("first_date", "last_date", "days", "records", "total")
    return {
        (tally.staff_id, tally.customer_key, tally.product_id): {
            name: getattr(tally, name) for name in names
        }
        for tally in GroupTally.objects.all()
    }


def _expected_submissions():
    return dict(OmsetRecord.objects.values_list("idempotency_key", "pk"))


def _stored_submissions():
    return dict(Submission.objects.values_list("key", "record_id"))


def _expected_days(counted, kinds):
    cells = defaultdict(list)
    for row in counted:
        cells[row.staff_id, row.product_id, row.date].append(row)
    return {cell: sums(rows, kinds) for cell, rows in cells.items()}


def _expected_months(counted, kinds):
    cells = defaultdict(list)
    for row in counted:
        cells[row.staff_id, row.date.replace(day=1)].append(row)
    return {
        cell: sums(rows, kinds) | {"days_worked": len({row.date for row in rows})}
        for cell, rows in cells.items()
    }


def _stored_days():
    names = ("staff_id", "product_id", "date", *TALLIED)
    rows = list(DailyTally.objects.values_list(*names))
    assert len({values[:3] for values in rows}) == len(rows), "two tallies of one cell"
    return {values[:3]: dict(zip(TALLIED, values[3:], strict=True)) for values in rows}


def _stored_months():
    names = (*TALLIED, "days_worked")
    rows = list(MonthlyTally.objects.values_list("staff_id", "month", *names))
    assert len({values[:2] for values in rows}) == len(rows), "two tallies of one month"
    return {values[:2]: dict(zip(names, values[2:], strict=True)) for values in rows}


def _differences(what, stored, expected):
    return [
        (what, key, stored.get(key), expected.get(key))
        for key in stored.keys() | expected.keys()
        if stored.get(key) != expected.get(key)
    ]
