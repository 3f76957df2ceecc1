"""Who bought, by what they spent (LX-5): members, and cards that no member has."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.files.exports import TypedText
from loyalty.analytics.holders import names_of_cards
from loyalty.analytics.reads.lines import SalesLines
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import (
    CellUnit,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    average,
    money,
    ten_thousandths,
)
from loyalty.analytics.reports.lines import department_name
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import numbers_in
from loyalty.rules.analytics.columns import LineSums, sum_of_lines
from loyalty.rules.analytics.receipts import ReceiptSums, sum_of
from loyalty.rules.analytics.sources import Source

BUYER = ReportColumn("buyer", gettext_lazy("Buyer"), CellUnit.TEXT)
CARD = ReportColumn("card", gettext_lazy("Card"), CellUnit.TEXT)
WHO = (
    BUYER,
    CARD,
    ReportColumn("spend", gettext_lazy("Spend"), CellUnit.MONEY, adds_up=True),
)
LINE_COLUMNS = (
    *WHO,
    ReportColumn("lines", gettext_lazy("Lines"), adds_up=True),
    ReportColumn("quantity", gettext_lazy("Quantity"), adds_up=True),
    ReportColumn("months", gettext_lazy("Months")),
    ReportColumn("favourite", gettext_lazy("Favourite department"), CellUnit.TEXT),
)
RECEIPT_COLUMNS = (
    *WHO,
    ReportColumn("receipts", gettext_lazy("Receipts"), adds_up=True),
    ReportColumn("purchases", gettext_lazy("Purchases"), adds_up=True),
    ReportColumn("average_receipt", gettext_lazy("Average receipt"), CellUnit.MONEY),
)


CardSums = TypeVar("CardSums", LineSums, ReceiptSums)


@dataclass(frozen=True)
class Buyer:
    """One buyer: the numbers and the cards by which they bought."""

    numbers: tuple[int, ...]
    cards: tuple[str, ...]


class Buyers:
    """Everybody in a set of cards: a member with several of them is one buyer."""

    def __init__(self, sales: Sales, everybody: int) -> None:
        self._everybody, self._holders = everybody, sales.holders

    @cached_property
    def all(self) -> list[Buyer]:
        """Each of them once."""
        alone, cards = self._everybody, self._holders.cards
        groups = []
        for shared in self._holders.shared:
            if theirs := shared & self._everybody:
                alone &= ~theirs
                # What they brought back with another card is theirs too.
                groups.append(tuple(numbers_in(shared)))
        groups += [(number,) for number in numbers_in(alone)]
        return [Buyer(group, tuple(map(cards.__getitem__, group))) for group in groups]


def buyers(sales: Sales) -> Report:
    """Who bought, the largest spend first."""
    is_by_line = sales.chosen.source == Source.LINES
    return _of_lines(sales) if is_by_line else _of_receipts(sales)


def _of_lines(sales: Sales) -> Report:
    lines = sales.lines
    lines.read_together(SumsBy.BUYER, lines.lens)
    of_card = {card: sums for (card, _none), sums in lines.columns(SumsBy.BUYER).by_key().items()}
    people = Buyers(sales, lines.everybody()).all
    sums = {buyer: sum_of_lines(_of_cards(buyer, of_card)) for buyer in people}

    def rows_of(shown: Sequence[Buyer]) -> list[ReportRow]:
        favourites, months = _favourites(sales, shown), _months(lines, shown)
        return rows_of_buyers(
            shown, lambda buyer: (*_line_cells(sums[buyer]), months[buyer], favourites[buyer])
        )

    everything = _line_cells(sum_of_lines(sums.values()))
    total = (_("Total"), "", *everything, len(lines.months), "")
    amounts = {buyer: each.amount for buyer, each in sums.items()}
    return _report(LINE_COLUMNS, amounts, rows_of, total, opens_screen="articles")


def _of_receipts(sales: Sales) -> Report:
    receipts = sales.receipts
    of_card = receipts.by_card()
    people = Buyers(sales, receipts.everybody()).all
    sums = {buyer: sum_of(_of_cards(buyer, of_card)) for buyer in people}

    def rows_of(shown: Sequence[Buyer]) -> list[ReportRow]:
        return rows_of_buyers(shown, lambda buyer: _receipt_cells(sums[buyer]))

    total = (_("Total"), "", *_receipt_cells(sum_of(sums.values())))
    amounts = {buyer: each.amount for buyer, each in sums.items()}
    return _report(RECEIPT_COLUMNS, amounts, rows_of, total, opens_screen="records")


def _of_cards(buyer: Buyer, of_card: Mapping[str, CardSums]) -> list[CardSums]:
    """The sums of each of the buyer's cards that has any."""
    return [of_card[card] for card in buyer.cards if card in of_card]


def _report(
    columns: Sequence[ReportColumn],
    amounts: Mapping[Buyer, int],
    rows_of: Callable[[Sequence[Buyer]], list[ReportRow]],
    total: tuple[ReportCell, ...],
    *,
    opens_screen: str,
) -> Report:
    ordered = sorted(amounts, key=lambda buyer: (-amounts[buyer], buyer.numbers))
    return Report(columns, ordered, rows_of, total, opens_screen=opens_screen)


def rows_of_buyers(
    shown: Sequence[Buyer], cells: Callable[[Buyer], tuple[ReportCell, ...]]
) -> list[ReportRow]:
    """A row for each buyer: who they are, and these cells."""
    names = names_of_cards(card for buyer in shown for card in buyer.cards)
    return [
        ReportRow(
            (
                names.get(buyer.cards[0], _("no member")),
                TypedText(", ".join(buyer.cards)),
                *cells(buyer),
            ),
            {"buyer": buyer.numbers[0]},
        )
        for buyer in shown
    ]


def _months(lines: SalesLines, shown: Sequence[Buyer]) -> dict[Buyer, int]:
    """In how many months each buyer has lines."""
    months: dict[Buyer, int] = dict.fromkeys(shown, 0)
    for keys in lines.keys_of_months(SumsBy.BUYER):
        cards = {card for card, _none in keys}
        for buyer in shown:
            months[buyer] += not cards.isdisjoint(buyer.cards)
    return months


def _favourites(sales: Sales, shown: Sequence[Buyer]) -> dict[Buyer, str]:
    """In which department each buyer has spent most; of equals the first by its code."""
    spent = sales.lines.spent_by_department(card for buyer in shown for card in buyer.cards)
    best: dict[Buyer, str] = {}
    for buyer in shown:
        together: dict[str, int] = defaultdict(int)
        for card in buyer.cards:
            for department, amount in spent[card].items():
                together[department] += amount
        best[buyer] = min(together, key=lambda code: (-together[code], code), default="")
    return {buyer: department_name(sales, code) for buyer, code in best.items()}


def _receipt_cells(sums: ReceiptSums) -> tuple[ReportCell, ...]:
    mean = average(money(sums.purchase_amount), sums.purchases)
    return money(sums.amount), sums.receipts, sums.purchases, mean


def _line_cells(sums: LineSums) -> tuple[ReportCell, ...]:
    return money(sums.amount), sums.lines, ten_thousandths(sums.quantity)
