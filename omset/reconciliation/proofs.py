"""What is derived from a staff member's months, and so belongs to what `recount` proves.

The ledger's own months are registered here; the apps above register theirs, which they write when
the months are recounted (omset/signals.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from bson import Decimal128, ObjectId
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from omset.models import MonthlyTally


class DerivedMonths(Protocol):
    """Something that says of a staff member's months what follows from the ledger."""

    def people(self) -> Iterable[ObjectId]:
        """All staff members of whom it says something."""

    def months(self, staff_id: ObjectId) -> Iterable[datetime]:
        """The months, by their first days, of which it says something."""

    def rows(self, staff_id: ObjectId, span: dict) -> Iterator[tuple[datetime, dict]]:
        """What it says of each month that matches the stored condition, in this transaction."""


@dataclass(frozen=True)
class StoredMonths:
    """The rows of a model that has one for a staff member's month."""

    model: type[Model]

    def people(self) -> Iterable[ObjectId]:
        """Everybody with a row."""
        return collection(self.model).distinct("staff_id")

    def months(self, staff_id: ObjectId) -> Iterable[datetime]:
        """The months of their rows."""
        return collection(self.model).distinct("month", {"staff_id": staff_id})

    def rows(self, staff_id: ObjectId, span: dict) -> Iterator[tuple[datetime, dict]]:
        """Each row by its month."""
        for row in stored_rows(self.model, {"staff_id": staff_id, "month": span}):
            yield row.pop("month"), row


class Proof(NamedTuple):
    """What is compared, what people call it, and the page of a month that explains a difference."""

    months: DerivedMonths
    label: str | Promise
    # A view that takes ?month=; without one a difference opens the month's records.
    opens: str = ""


PROOFS: dict[str, Proof] = {}
# What people call the fields of what is compared.
FIELD_LABELS: dict[str, str | Promise] = {
    "row": _("The whole row"),
    "records": _("Records"),
    "forms": _("Forms"),
    "nominal": _("Nominal"),
    "total": _("Omset"),
    "ndp": _("NDP"),
    "rdp": _("RDP"),
    "ndp_total": _("NDP amount"),
    "rdp_total": _("RDP amount"),
    "ndp_records": _("NDP records"),
    "ndp_forms": _("NDP forms"),
    "ndp_nominal": _("NDP nominal"),
    "days_worked": _("Days worked"),
    "kind": _("Status"),
    "customer_key": _("Customer"),
    "is_tambahan": _("Additional"),
    "submission": _("Sent once"),
    "record": _("Deposit"),
    "first_date": _("First deposit"),
    "last_date": _("Last deposit"),
    "days": _("Days with deposits"),
    "last_deposit_on": _("Last deposit"),
    "grace_from": _("Grace counts from"),
    "recount_due_since": _("Since"),
}


def register(
    name: str,
    label: str | Promise,
    months: DerivedMonths,
    *,
    opens: str = "",
    fields: Mapping[str, str | Promise] | None = None,
) -> None:
    """Let `recount` compare `months`; a difference in them is printed as one of `name`.

    `fields` says what people call those fields that the ledger does not know.
    """
    PROOFS[name] = Proof(months, label, opens)
    FIELD_LABELS.update(fields or {})


def stored_rows(model: type[Model], match: dict) -> Iterator[dict]:
    """Rows without their ids, amounts as decimals, in this transaction."""
    rows = collection(model).find(match, {"_id": 0, "staff_id": 0}, session=current_session())
    for row in rows:
        yield {
            name: to_decimal(value) if isinstance(value, Decimal128) else value
            for name, value in row.items()
        }


register("month", _("Month"), StoredMonths(MonthlyTally))
