"""Reports of receipts: stores and tills, hours, weekdays, payments (LX-5)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.analytics.reads.receipts import ReceiptCell
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.receipt_days import NOT_STATED
from loyalty.analytics.reports.base import (
    CellUnit,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    average,
    money,
)
from loyalty.models import Store
from loyalty.rules.analytics.receipts import ReceiptSums, sum_of

SUMS = (
    ReportColumn("receipts", gettext_lazy("Receipts"), adds_up=True),
    ReportColumn("zeros", gettext_lazy("With amount zero"), adds_up=True),
    ReportColumn("returns", gettext_lazy("Returns"), adds_up=True),
    ReportColumn("purchases", gettext_lazy("Purchases"), adds_up=True),
    ReportColumn("revenue", gettext_lazy("Revenue"), CellUnit.MONEY, adds_up=True),
    ReportColumn("average_receipt", gettext_lazy("Average receipt"), CellUnit.MONEY),
)
STORE_COLUMNS = (
    ReportColumn("store", gettext_lazy("Store"), CellUnit.TEXT),
    ReportColumn("name", gettext_lazy("Name"), CellUnit.TEXT),
    ReportColumn("till", gettext_lazy("Till"), CellUnit.TEXT),
    *SUMS,
    ReportColumn("buyers", gettext_lazy("Buyers")),
)


def stores(sales: Sales) -> Report:
    """Each till of each store, by revenue."""
    receipts = sales.receipts
    sums = receipts.sums(lambda cell: (cell.store, cell.till))
    buyers = receipts.buyers(lambda _day, store, till: (store, till))
    holders = sales.holders
    names = dict(Store.objects.filter(programme=sales.chosen.programme).values_list("code", "name"))

    def rows_of(keys: Sequence[tuple[str, int]]) -> list[ReportRow]:
        return [
            ReportRow(
                (
                    store,
                    names.get(store, store),
                    _("not stated") if till == NOT_STATED else str(till),
                    *_cells(sums[store, till]),
                    holders.count(buyers.get((store, till), 0)).buyers,
                ),
                {"store": store} if till == NOT_STATED else {"store": store, "till": till},
            )
            for store, till in keys
        ]

    ordered = sorted(sums, key=lambda key: (-sums[key].amount, key))
    everybody = holders.count(receipts.everybody()).buyers
    total = (_("Total"), "", "", *_cells(sum_of(sums.values())), everybody)
    return Report(STORE_COLUMNS, ordered, rows_of, total, charted="revenue", opens_screen="records")


def hours(sales: Sales) -> Report:
    """The hours of the day; receipts without a time stand apart."""
    label = gettext_lazy("Hour")
    return _simple(sales, label, lambda cell: cell.detail, _hour)


def weekdays(sales: Sales) -> Report:
    """The days of the week, from Monday on."""
    label = gettext_lazy("Weekday")
    return _simple(sales, label, lambda cell: cell.day.weekday(), lambda day: str(WEEKDAYS[day]))


def payments(sales: Sales) -> Report:
    """How it was paid, by the codes of the file."""
    label = gettext_lazy("Payment")
    return _simple(
        sales,
        label,
        lambda cell: cell.detail,
        lambda code: code or _("not stated"),
        by_payment=True,
    )


def _simple(
    sales: Sales,
    label: Any,
    key: Callable[[ReceiptCell], Any],
    name_of: Callable[[Any], str],
    *,
    by_payment: bool = False,
) -> Report:
    receipts = sales.receipts
    sums = receipts.sums(key, by_payment=by_payment)

    def rows_of(keys: Sequence[Any]) -> list[ReportRow]:
        return [ReportRow((name_of(each), *_cells(sums[each]))) for each in keys]

    total = (_("Total"), *_cells(sum_of(sums.values())))
    columns = (ReportColumn("name", label, CellUnit.TEXT), *SUMS)
    # What is not stated comes last.
    ordered = sorted(sums, key=lambda each: (each in ("", NOT_STATED), each))
    return Report(columns, ordered, rows_of, total, charted="revenue")


def _hour(hour: int) -> str:
    return _("without a time") if hour == NOT_STATED else f"{hour:02}:00"


def _cells(sums: ReceiptSums) -> tuple[ReportCell, ...]:
    return (
        sums.receipts,
        sums.zeros,
        sums.returns,
        sums.purchases,
        money(sums.amount),
        average(money(sums.purchase_amount), sums.purchases),
    )
