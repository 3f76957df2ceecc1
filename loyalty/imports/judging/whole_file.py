"""Reading a whole file before anything is written: what each row states, what becomes of it.

The rows that are kept wait in a temporary file as the database will have them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, Protocol

from bson import Decimal128
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.web.files.temporary import temporary_folder
from crm.web.texts.filled import FilledText
from loyalty.files.rows import FileRow, JudgedRow
from loyalty.files.source import RowSource
from loyalty.imports.batches import ImportRequest
from loyalty.imports.judging.judgement import NO_MONTH, Judgement
from loyalty.imports.judging.rejects import RejectsWriter
from loyalty.imports.rows.receipts import ReceiptIds
from loyalty.imports.rows.registry.rows import RegistryTaker
from loyalty.imports.run import Progress
from loyalty.models import Store
from loyalty.rules.cards import CardNumber
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.outcomes import Rejected
from loyalty.rules.files.receipts import ReceiptRow
from loyalty.rules.files.sales import SalesLine
from loyalty.rules.guards import MonthSums

OTHER_PROGRAMME = _("The store “%(code)s” belongs to another programme.")
NO_STORE = _("The row names no store.")
# Rows between two reports of how far it is.
ROWS_AT_ONCE = 2_000
MIDNIGHT = time()


class RowTaker(Protocol):
    """What makes documents of the rows of one dataset."""

    def take(self, row: JudgedRow, judgement: Judgement) -> Rejected | None:
        """Keep the row, or say why not."""

    def end(self, judgement: Judgement) -> None:
        """All rows are taken: what can be said only now."""


@contextmanager
def judged_file(
    source: RowSource, request: ImportRequest, progress: Progress, rejects: Path | None = None
) -> Iterator[Judgement]:
    """The judgement of a file, for the block. `rejects` is where rejected rows are written.

    Raises UnreadableFile, also in the middle: nothing is written by then.
    """
    with temporary_folder() as folder:
        writer = RejectsWriter(rejects or folder / "rejected.csv")
        with Judgement(folder, writer) as judgement:
            _judge(source, request, judgement, progress)
            judgement.end()
            yield judgement


def taker_of(request: ImportRequest) -> RowTaker:
    """What takes the rows of this dataset."""
    match request.dataset:
        case Dataset.RECEIPTS:
            return ReceiptTaker(request)
        case Dataset.SALES:
            return SalesTaker()
        case _:
            return RegistryTaker(request, settings.LOYALTY_CARD_PREFIX)


def _judge(
    source: RowSource, request: ImportRequest, judgement: Judgement, progress: Progress
) -> None:
    judgement.columns = dict(source.columns.fields)
    judgement.columns_not_kept = list(source.columns.not_kept)
    judgement.style = source.style.value
    taker = taker_of(request)
    region = request.programme.phone_region
    for row in source.judged(today=timezone.localdate(), region=region):
        judgement.read += 1
        outcome = row.outcome
        why = outcome if isinstance(outcome, Rejected) else taker.take(row, judgement)
        if why is not None:
            judgement.reject(row.number, why.field, why.reason, row.original, _card_of(outcome))
        if judgement.read % ROWS_AT_ONCE == 0:
            progress(judgement.read, 0)
    taker.end(judgement)


class ReceiptTaker:
    """Receipts, and the stores that they name."""

    def __init__(self, request: ImportRequest) -> None:
        self.ids = ReceiptIds(request.programme)
        stores = Store.objects.exclude(programme=None).exclude(programme=request.programme)
        self.codes_of_others = set(stores.values_list("code", flat=True))

    def take(self, row: JudgedRow, judgement: Judgement) -> Rejected | None:
        """Keep a receipt, unless its store belongs to another programme."""
        receipt = row.outcome
        assert isinstance(receipt, ReceiptRow)
        if not receipt.store:
            return Rejected("store", NO_STORE)
        if receipt.store in self.codes_of_others:
            return Rejected("store", FilledText(OTHER_PROGRAMME, {"code": receipt.store}))
        document = receipt_document(receipt)
        judgement.rows.add(row.number, {"_id": self.ids.id_of(document)} | document)
        judgement.store_codes.add(receipt.store)
        judgement.amount += receipt.amount
        judgement.points += receipt.points or 0
        _note(row, receipt, judgement)
        return None

    def end(self, judgement: Judgement) -> None:
        """Nothing more is to be said."""


class SalesTaker:
    """Sales lines, and what the months of them come to."""

    def take(self, row: JudgedRow, judgement: Judgement) -> Rejected | None:
        """Keep a line."""
        line = row.outcome
        assert isinstance(line, SalesLine)
        month = line.month.year * 100 + line.month.month
        judgement.rows.add(row.number, line_document(line, month))
        sums = judgement.months.get(month, NO_MONTH)
        judgement.months[month] = MonthSums(sums.rows + 1, sums.amount + line.amount)
        judgement.amount += line.amount
        judgement.points += line.points or 0
        _note(row, line, judgement)
        return None

    def end(self, judgement: Judgement) -> None:
        """Nothing more is to be said."""


def receipt_document(receipt: ReceiptRow) -> dict[str, Any]:
    """A receipt as it is stored, but for what it gets there: store, programme, batches."""
    return {
        "card": _digits(receipt.card),
        "store_code": receipt.store,
        "till": receipt.till,
        "day": datetime.combine(receipt.date, MIDNIGHT),
        "minute": receipt.time.hour * 60 + receipt.time.minute if receipt.time else None,
        "amount": Decimal128(receipt.amount),
        "points": receipt.points,
        "payment": receipt.payment,
        "second_payment": receipt.second_payment,
    }


def line_document(line: SalesLine, month: int) -> dict[str, Any]:
    """A line as it is stored, but for its batch."""
    return {
        "month": month,
        "card": _digits(line.card),
        "article": line.article,
        "department": line.department,
        "promotion_type": line.promotion_type if line.has_promotion else "",
        "promotion_number": line.promotion_number if line.has_promotion else "",
        "amount": Decimal128(line.amount),
        "quantity": None if line.quantity is None else Decimal128(line.quantity),
        "points": line.points,
    }


def _note(row: JudgedRow, kept: FileRow, judgement: Judgement) -> None:
    if row.repairs or kept.remarks:
        judgement.note_kept(row.number, row.repairs, kept.remarks, _card_of(kept))


def _digits(card: CardNumber | None) -> str:
    return card.digits if card else ""


def _card_of(outcome: FileRow | Rejected) -> str:
    return "" if isinstance(outcome, Rejected) else _digits(outcome.card)
