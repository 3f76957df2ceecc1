"""The receipts and the sales lines themselves: what every figure opens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from bson import Decimal128
from django.utils.translation import gettext_lazy
from pymongo import DESCENDING

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from crm.web.files.exports import TypedText
from loyalty.analytics.reads.lines import line_match
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import CellUnit, Report, ReportColumn, ReportRow
from loyalty.analytics.reports.months import MONTH, month_name
from loyalty.models import Receipt, SalesLine
from loyalty.rules.analytics.sources import Source

CARD = ReportColumn("card", gettext_lazy("Card"), CellUnit.TEXT)
AMOUNT = ReportColumn("amount", gettext_lazy("Amount"), CellUnit.MONEY)
POINTS = ReportColumn("points", gettext_lazy("Points"))
RECEIPT_COLUMNS = (
    ReportColumn("date", gettext_lazy("Date"), CellUnit.TEXT),
    ReportColumn("time", gettext_lazy("Time"), CellUnit.TEXT),
    ReportColumn("store", gettext_lazy("Store"), CellUnit.TEXT),
    ReportColumn("till", gettext_lazy("Till"), CellUnit.TEXT),
    CARD,
    AMOUNT,
    ReportColumn("payment", gettext_lazy("Payment"), CellUnit.TEXT),
    POINTS,
)
LINE_COLUMNS = (
    MONTH,
    CARD,
    ReportColumn("article", gettext_lazy("Article"), CellUnit.TEXT),
    ReportColumn("department", gettext_lazy("Department"), CellUnit.TEXT),
    ReportColumn("promotion", gettext_lazy("Promotion"), CellUnit.TEXT),
    ReportColumn("quantity", gettext_lazy("Quantity")),
    AMOUNT,
    POINTS,
)


@dataclass(frozen=True)
class StoredRows:
    """Stored rows that are read as far as they are asked for."""

    length: int
    read: Callable[[int], Iterator[dict[str, Any]]]

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice, /) -> list[dict[str, Any]]:
        return list(islice(self.read(part.stop), part.start or 0, None))


class StoredReport(Report):
    """A report of stored rows: a file reads each of them once."""

    ordered: StoredRows

    def rows(self) -> Iterator[ReportRow]:
        """All of them, streamed."""
        for row in self.ordered.read(0):
            yield from self.rows_of([row])


def records(sales: Sales) -> Report:
    """Receipts from the latest day on; or lines from the latest month on."""
    return _lines(sales) if sales.chosen.source == Source.LINES else _receipts(sales)


def _receipts(sales: Sales) -> Report:
    receipts = sales.receipts

    def read(limit: int) -> Iterator[dict[str, Any]]:
        order = [("day", DESCENDING), ("_id", DESCENDING)]
        yield from collection(Receipt).find(receipts.match, sort=order, limit=limit)

    ordered = StoredRows(receipts.total().receipts, read)
    return StoredReport(RECEIPT_COLUMNS, ordered, _receipt_rows)


def _lines(sales: Sales) -> Report:
    lines = sales.lines

    def read(limit: int) -> Iterator[dict[str, Any]]:
        stored = collection(SalesLine)
        parts = (stored.find(match, limit=limit) for match in line_match(lines))
        rows = chain.from_iterable(parts)
        yield from islice(rows, limit or None)

    ordered = StoredRows(lines.total().lines, read)
    return StoredReport(LINE_COLUMNS, ordered, _line_rows)


def _receipt_rows(rows: Sequence[dict[str, Any]]) -> list[ReportRow]:
    return [
        ReportRow(
            (
                row["day"].date().isoformat(),
                _time(row["minute"]),
                TypedText(row["store_code"]),
                "" if row["till"] is None else str(row["till"]),
                TypedText(row["card"]),
                to_decimal(row["amount"]),
                TypedText(row["payment"]),
                row["points"],
            )
        )
        for row in rows
    ]


def _line_rows(rows: Sequence[dict[str, Any]]) -> list[ReportRow]:
    return [
        ReportRow(
            (
                month_name(row["month"]),
                TypedText(row["card"]),
                TypedText(row["article"]),
                TypedText(row["department"]),
                _promotion(row),
                _quantity(row["quantity"]),
                to_decimal(row["amount"]),
                row["points"],
            )
        )
        for row in rows
    ]


def _promotion(row: dict[str, Any]) -> str:
    both = row["promotion_type"], row["promotion_number"]
    return TypedText("/".join(both)) if any(both) else ""


def _quantity(stored: Decimal128 | None) -> Any:
    return None if stored is None else to_decimal(stored)


def _time(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
