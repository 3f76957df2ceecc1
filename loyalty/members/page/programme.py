"""What a member's page needs to know of the programme, read with one command."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Model

from crm.mongo.stored import stored_instance
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import Product
from loyalty.imports.rows.purchase_months import months_by_lines
from loyalty.models import (
    BatchState,
    Dataset,
    ImportBatch,
    Programme,
    ProgrammeProduct,
    ProgrammeVersion,
    SalesMonth,
)
from loyalty.points.reads import recounting_parts
from loyalty.programmes.lists import PRODUCTS_BY_NAME
from loyalty.rules.programmes import Terms, Version, version_on
from loyalty.rules.stored_terms import from_stored

PRODUCTS, VERSIONS, BATCHES, MONTHS = "products", "versions", "batches", "months"


@dataclass(frozen=True)
class ProgrammeFacts:
    """Products, versions, and which rows of stores count."""

    programme: Programme
    # By name.
    products: list[Product]
    # As they were published.
    versions: list[Version]
    # The complete batches of receipts.
    receipt_batches: list[int]
    # By loaded month (YYYYMM) the batch whose lines are the ones of it.
    line_batches: dict[int, int]
    # The points of an import are still to be posted (LP-6).
    is_recounting: bool = False

    @cached_property
    def months_of_lines(self) -> list[int]:
        """The loaded months (YYYYMM) whose lines are the purchases (LP-3)."""
        return months_by_lines(self.line_batches, self.versions)

    def terms_on(self, day: date) -> Terms | None:
        """The terms by which a purchase of this day is judged; None before the first (LM-3)."""
        version = version_on(day, self.versions)
        return version.terms if version else None


def facts_of(programme: Programme) -> ProgrammeFacts:
    """What is true of the programme now."""
    own = {"programme_id": programme.pk}
    complete = {"dataset": Dataset.RECEIPTS.value, "state": BatchState.COMPLETE.value}
    recounting = recounting_parts(programme)
    rows = read_union(
        {
            PRODUCTS: _part(ProgrammeProduct, [{"$match": own}, *PRODUCTS_BY_NAME]),
            VERSIONS: _part(ProgrammeVersion, [{"$match": own}, {"$sort": {"sequence": 1}}]),
            BATCHES: _part(ImportBatch, [{"$match": own | complete}, _only("number")]),
            MONTHS: _part(SalesMonth, [{"$match": own}, _only("month", "batch_number")]),
            **recounting,
        }
    )
    products = (stored_instance(Product, row) for row in rows[PRODUCTS])
    return ProgrammeFacts(
        programme,
        [product for product in products if isinstance(product, Product)],
        [_version(row) for row in rows[VERSIONS]],
        sorted(row["number"] for row in rows[BATCHES]),
        {row["month"]: row["batch_number"] for row in rows[MONTHS] if row["batch_number"]},
        any(rows[name] for name in recounting),
    )


def _part(model: type[Model], steps: list[dict]) -> UnionPart:
    return UnionPart(model._meta.db_table, steps)


def _only(*names: str) -> dict:
    return {"$project": dict.fromkeys(names, True)}


def _version(row: dict) -> Version:
    return Version(row["valid_from"].date(), row["sequence"], from_stored(row["terms"]))
