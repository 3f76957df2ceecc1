"""Whether the numbers agree with the ledger, by the last comparisons and their differences."""

from datetime import UTC, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.mongo.unions import UnionPart, rows_part
from crm.registry.runs import proofs
from crm.staff.models import User
from crm.web.templatetags.formats import NO_VALUE, rupiah
from dashboard import links
from omset.models.job_runs import NEWEST_FIRST, Reconciliation
from omset.reconciliation.proofs import FIELD_LABELS, PROOFS

# Every night one is made; two hours late is too late.
STALE_AFTER = timedelta(hours=26)
MOST_CHECKS = 10
# What the foot of a page needs of a comparison.
FOOT_FIELDS = ("started_at", "repaired", "drift")
# What is no month; the months are registered (omset/reconciliation/proofs.py).
OTHER_LABELS = {
    "record": _("Deposit"),
    "group": _("Customer"),
    "day": _("Day"),
    "reservation": _("Reservation"),
    "staff": _("Recount due"),
    "submission": _("Key of a deposit that is not there"),
}
MONEY = {"nominal", "total", "ndp_total", "rdp_total", "ndp_nominal"}


class Integrity(NamedTuple):
    """`state` is never, good, wrong or stale; `run` is the comparison that decided it."""

    state: str
    run: Reconciliation | None


class DescribedDifference(NamedTuple):
    """One difference in words, and where its records are."""

    what: str | Promise
    where: str
    field: str | Promise
    stored: str
    expected: str
    url: str


class PastComparison(NamedTuple):
    """One comparison with the differences that it kept."""

    run: Reconciliation
    differences: list[DescribedDifference]


@cache
def query() -> UnionPart:
    """What integrity_of() reads: of the last conclusive comparison what the foot needs.

    The same at any time, so it is composed once.
    """
    return rows_part(Reconciliation.objects.conclusive().values(*FOOT_FIELDS)[:1])


def integrity_of(rows: list[dict]) -> Integrity:
    """Whether the numbers agree with the ledger, by the rows of query()."""
    runs = [
        Reconciliation(
            started_at=row["started_at"].replace(tzinfo=UTC),
            repaired=row["repaired"],
            drift=row["drift"],
        )
        for row in rows
    ]
    return _integrity_by(runs[0] if runs else None)


def latest(user: User) -> tuple[Integrity, list[PastComparison]]:
    """Whether the numbers agree, and the last comparisons, their records as `user` may open them.

    One command; a second one only where none of the comparisons is conclusive.
    """
    runs = list(Reconciliation.objects.order_by(*NEWEST_FIRST)[:MOST_CHECKS])
    conclusive = next((run for run in runs if run.complete or run.drift), None)
    if conclusive is None and runs:
        conclusive = Reconciliation.objects.conclusive().first()
    checks = [
        PastComparison(run, [_described(user, row) for row in run.differences]) for run in runs
    ]
    return _integrity_by(conclusive), checks


def _integrity_by(run: Reconciliation | None) -> Integrity:
    if run is None:
        return Integrity("never", None)
    if run.is_wrong:
        return Integrity("wrong", run)
    stale = run.started_at < timezone.now() - STALE_AFTER
    return Integrity("stale" if stale else "good", run)


def _described(user: User, row: dict) -> DescribedDifference:
    field = row["field"]
    return DescribedDifference(
        what=_label(row["what"]),
        where=row["where"],
        field=(proofs.FIELD_LABELS | FIELD_LABELS).get(field, field),
        stored=_value_text(field, row["stored"]),
        expected=_value_text(field, row["expected"]),
        url=links.difference(user, row),
    )


def _label(what: str) -> str | Promise:
    """What people call it; what a later release has called so is named as it stands."""
    if what in proofs.PROOFS:
        return proofs.PROOFS[what].label
    return PROOFS[what].label if what in PROOFS else OTHER_LABELS.get(what, what)


def _value_text(field: str, value: dict | str | int | None) -> str:
    if value is None:
        return NO_VALUE
    if isinstance(value, dict):
        return rupiah(Decimal(value["total"]))
    return rupiah(Decimal(value)) if field in MONEY else str(value)
