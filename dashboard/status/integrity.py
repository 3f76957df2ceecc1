"""What is known about the numbers: the last comparisons with the ledger, and what each found."""

from datetime import UTC, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.mongo.unions import UnionPart, rows_part
from crm.staff.models import User
from crm.web.templatetags.formats import NOTHING, rupiah
from dashboard import links
from omset.models.job_runs import NEWEST_FIRST, Reconciliation
from omset.reconciliation.proofs import FIELD_LABELS, PROOFS

# Every night one is made; two hours late is too late.
STALE_AFTER = timedelta(hours=26)
SHOWN = 10
# What the foot of a page says of a comparison.
SAID = ("started_at", "repaired", "drift")
# What is no month; the months are registered (omset/reconciliation/proofs.py).
OTHER_LABELS = {
    "record": _("Deposit"),
    "group": _("Customer"),
    "day": _("Day"),
    "staff": _("Recount due"),
}
MONEY = {"nominal", "total", "ndp_total", "rdp_total", "ndp_nominal"}


class Integrity(NamedTuple):
    """`state` is never, good, wrong or stale; `found` is the comparison that says so."""

    state: str
    found: Reconciliation | None


class Wrong(NamedTuple):
    """One difference in words, and where its records are."""

    what: str | Promise
    where: str
    field: str | Promise
    stored: str
    expected: str
    url: str


class Checked(NamedTuple):
    """One comparison with what it found."""

    run: Reconciliation
    wrong: list[Wrong]


@cache
def reading() -> UnionPart:
    """What integrity_of() needs: of the last comparison that says something what it says.

    The same at any time, so it is composed once.
    """
    return rows_part(Reconciliation.objects.conclusive().values(*SAID)[:1])


def integrity_of(rows: list[dict]) -> Integrity:
    """Whether the numbers agree with the ledger, by what reading() has found."""
    known = [row | {"started_at": row["started_at"].replace(tzinfo=UTC)} for row in rows]
    said = [Reconciliation(**{name: row[name] for name in SAID}) for row in known]
    return _verdict(said[0] if said else None)


def latest(user: User) -> tuple[Integrity, list[Checked]]:
    """The verdict, and the last comparisons behind it, opened as far as `user` may; one command.

    A second one only where none of those says anything.
    """
    runs = list(Reconciliation.objects.order_by(*NEWEST_FIRST)[:SHOWN])
    telling = next((run for run in runs if run.complete or run.drift), None)
    if telling is None and runs:
        telling = Reconciliation.objects.conclusive().first()
    return _verdict(telling), [
        Checked(run, [_wrong(user, row) for row in run.differences]) for run in runs
    ]


def _verdict(found: Reconciliation | None) -> Integrity:
    if found is None:
        return Integrity("never", None)
    if found.is_wrong:
        return Integrity("wrong", found)
    stale = found.started_at < timezone.now() - STALE_AFTER
    return Integrity("stale" if stale else "good", found)


def _wrong(user: User, row: dict) -> Wrong:
    field = row["field"]
    return Wrong(
        _label(row["what"]),
        row["where"],
        FIELD_LABELS.get(field, field),
        _shown(field, row["stored"]),
        _shown(field, row["expected"]),
        links.difference(user, row),
    )


def _label(what: str) -> str | Promise:
    """What people call it; what a later release has called so is named as it stands."""
    return PROOFS[what].label if what in PROOFS else OTHER_LABELS.get(what, what)


def _shown(field: str, value: dict | str | int | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, dict):
        return rupiah(Decimal(value["total"]))
    return rupiah(Decimal(value)) if field in MONEY else str(value)
