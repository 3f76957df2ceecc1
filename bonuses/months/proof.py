"""What `recount` compares of closed months: that statement and lines come to what is earned now.

Lines are only ever added, so what differs is repaired by one more of them, called a correction
(adjust_closed_months): what a statement has told already is never written over.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bson import ObjectId
from django.db.models import Model

from bonuses.models import Adjustment, Closing, Statement
from bonuses.months.adjustments import open_closings, statements_of
from crm.mongo.rows import collection, midnight


class ClosedMonths:
    """The months that are closed now; see DerivedMonths in omset/reconciliation/proofs.py."""

    def people(self) -> Iterable[ObjectId]:
        """Whoever has a statement or a line."""
        return {pk for model in (Statement, Adjustment) for pk in self._distinct(model, "staff_id")}

    def months(self, staff_id: ObjectId) -> Iterable[datetime]:
        """The months in which they have a statement or a line."""
        models = (Statement, Adjustment)
        return {month for one in models for month in self._distinct(one, "month", staff_id)}

    def rows(self, staff_id: ObjectId, span: dict) -> Iterator[tuple[datetime, dict]]:
        """The figures that statement and lines come to, in each of the months that is closed."""
        closings = open_closings(span)
        statements = statements_of(closings, staff_id)
        for closing in closings:
            yield midnight(closing.month), statements[closing.pk].figures

    def _distinct(self, model: type[Model], field: str, staff_id: ObjectId | None = None) -> list:
        in_force = [closing.pk for closing in Closing.objects.filter(in_force=True)]
        mine = {"staff_id": staff_id} if staff_id else {}
        return collection(model).distinct(field, mine | {"closing_id": {"$in": in_force}})
