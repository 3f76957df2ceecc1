"""What the floor decides about rows that are invalid (BZ-4, WD-2)."""

from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import value_on
from crm.registry.policies import Policy, Unit, switch
from members.models import DatabaseKind

PAGE = "batches"


def _replaces(key: str, label: str | Promise) -> Policy:
    return switch(
        key=key,
        label=label,
        help=_("A row that staff say is invalid is archived, and the next one comes for it."),
        rule="BZ-4",
        page=PAGE,
    )


def _most(key: str, label: str | Promise, explanation: str | Promise) -> Policy:
    return Policy(
        key=key,
        label=label,
        help=explanation,
        unit=Unit.COUNT,
        rule="BZ-4",
        page=PAGE,
        least=Decimal(1),
        most=Decimal(1000),
        default=Decimal(10),
    )


REPLACES = {
    DatabaseKind.BONANZA: _replaces("replace-bonanza", _("Replace invalid Bonanza rows")),
    DatabaseKind.WD: _replaces("replace-wd", _("Replace invalid Member WD rows")),
}
MOST = {
    DatabaseKind.BONANZA: _most(
        "most-replaced-bonanza",
        _("Bonanza rows replaced without an admin"),
        _("So many a staff member may have at once of one database."),
    ),
    DatabaseKind.WD: _most(
        "most-replaced-wd",
        _("Member WD rows replaced without an admin"),
        _("So many may come into one batch."),
    ),
}


def most_replaced_on(kind: str, day: date) -> int:
    """How many rows may be replaced without an admin on `day`; 0 where none are."""
    if kind not in REPLACES or not value_on(REPLACES[DatabaseKind(kind)], day):
        return 0
    return int(value_on(MOST[DatabaseKind(kind)], day))
