"""One row of a file: a deposit, or the reason why it is none. Pure."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.imports.cells import (
    ERROR_STARTS,
    CellValue,
    DamagedRow,
    Reason,
    as_text,
    is_sum,
    why_error,
    why_no_name,
)
from crm.imports.rejects import RejectedRow
from crm.web.files.exports import unprotect
from crm.web.texts.filled import FilledText
from crm.web.texts.visible import visible_text
from omset.rules.amounts import Unreadable, stated_amount
from omset.rules.dates import EITHER_FIRST, is_either_first, read_date, refuse_if_either_first
from omset.rules.deposits import problems
from omset.rules.money import cents

# By the words that people write for them.
STATUSES = {
    **dict.fromkeys(("approved", "disetujui", "setuju", "diterima", "acc"), "approved"),
    **dict.fromkeys(("pending", "menunggu", "menunggu persetujuan", "waiting"), "pending"),
    **dict.fromkeys(("declined", "ditolak", "rejected", "tidak disetujui"), "declined"),
}
# Words for what may be no deposit at all: a column that holds one is about that.
NO_DEPOSITS = {
    *("batal", "dibatalkan", "cancel", "canceled", "cancelled", "void", "gagal", "failed"),
    *("retur", "refund", "proses", "diproses", "processing", "on hold", "hold", "draft", "tolak"),
    *("belum", "belum disetujui", "belum masuk", "belum lunas", "not approved"),
}


class ImportRow(NamedTuple):
    """A deposit as the file states it; staff and product still by name."""

    staff: str
    product: str
    date: date
    customer_id: str
    nominal: Decimal
    multiplier: Decimal
    note: str
    status: str
    # Whether the row itself carries its status: then it is part of what the row is.
    own_status: bool
    # The record that it is, if the file is the product's own export.
    omset_id: ObjectId | None = None


class RowReader:
    """Reads rows whose fields stand at `places`; `defaults` fill what a row leaves empty.

    With `has_month_first` other rows of the file are known to be written so.
    """

    def __init__(
        self,
        places: dict[str, int],
        defaults: dict[str, str],
        *,
        width: int,
        today: date,
        has_month_first: bool = False,
    ) -> None:
        self.places, self.defaults = places, defaults
        self.width, self.today = width, today
        self.has_month_first = has_month_first

    def __call__(self, cells: list[CellValue] | DamagedRow) -> ImportRow:
        """The deposit in `cells`. Raises RejectedRow (OM-1)."""
        if isinstance(cells, DamagedRow):
            raise RejectedRow("row", cells.reason)
        try:
            return self._deposit(cells)
        except RejectedRow as why:
            if total := self._total(cells):
                reason = _("“%(text)s”: this row adds up others, it is no deposit.")
                raise RejectedRow("row", FilledText(reason, {"text": total})) from why
            raise

    def has_date_and_amount(self, cells: list[CellValue]) -> bool:
        """Whether the row has what only a deposit has, be the rest of it right or wrong."""
        try:
            read_day(_cell(cells, self.places["date"]), self.today)
        except RejectedRow:
            return False
        return bool(as_text(_cell(cells, self.places["nominal"])))

    def _total(self, cells: list[CellValue]) -> str:
        """What names this row as one of totals, wherever but in the note; empty if nothing does."""
        note = self.places.get("note")
        labels = (cell for place, cell in enumerate(cells) if place != note and is_sum(cell))
        return as_text(next(labels, ""))

    def _deposit(self, cells: list[CellValue]) -> ImportRow:
        if any(cell != "" for cell in cells[self.width :]):
            raise RejectedRow("row", _("The row has more cells than the heading."))
        by_field = self.fields(cells)
        for field, cell in by_field.items():
            if isinstance(cell, str) and cell[:1] in ERROR_STARTS and (why := why_error(cell)):
                raise RejectedRow(field, why)
        row = self._row(by_field)
        reasons = problems(
            day=row.date,
            customer_id=row.customer_id,
            nominal=row.nominal,
            multiplier=row.multiplier,
            note=row.note,
            today=self.today,
        )
        for field, reason in reasons.items():
            raise RejectedRow(field, reason)
        return row._replace(nominal=cents(row.nominal), multiplier=cents(row.multiplier))

    def fields(self, cells: list[CellValue]) -> dict[str, CellValue]:
        """What stands in the row for each field, as it was before an export made it harmless."""
        return {field: _cell(cells, place) for field, place in self.places.items()}

    def _row(self, cells: dict[str, CellValue]) -> ImportRow:
        own_status = as_text(cells.get("status", ""))
        return ImportRow(
            staff=self._name("staff", cells, _("The staff member is missing.")),
            product=self._name("product", cells, _("The product is missing.")),
            date=self._day(cells["date"]),
            customer_id=_customer(cells["customer_id"], is_own=bool(cells.get("omset_id"))),
            nominal=read_amount("nominal", cells["nominal"]),
            multiplier=read_amount("multiplier", cells.get("multiplier", ""), blank=Decimal(1)),
            note=as_text(cells.get("note", "")),
            status=_status(own_status or self.defaults["status"]),
            own_status=bool(own_status),
            omset_id=read_record_id(cells.get("omset_id", "")),
        )

    def _day(self, cell: CellValue) -> date:
        day = read_day(cell, self.today)
        if self.has_month_first:
            _refuse_if_either_first(cell)
        return day

    def _name(self, field: str, cells: dict[str, CellValue], why_missing: Reason) -> str:
        name = as_text(cells.get(field, "")) or self.defaults.get(field, "")
        if not name:
            raise RejectedRow(field, why_missing)
        return name


def _cell(cells: list[CellValue], place: int) -> CellValue:
    cell = cells[place] if place < len(cells) else ""
    return unprotect(cell) if isinstance(cell, str) else cell


def _customer(cell: CellValue, *, is_own: bool) -> str:
    """The product's own export holds what a person typed, also where no file may say it."""
    if not is_own and (why := why_no_name(cell)):
        raise RejectedRow("customer_id", why)
    return as_text(cell)


def read_record_id(cell: CellValue) -> ObjectId | None:
    """The id of a record as an export states it; None for nothing. Raises RejectedRow."""
    text = as_text(cell)
    if text and not ObjectId.is_valid(text):
        reason = _("“%(text)s” is not the id of a deposit: leave the cell or the column out.")
        raise RejectedRow("omset_id", FilledText(reason, {"text": text}))
    return ObjectId(text) if text else None


def read_day(cell: CellValue, today: date) -> date:
    """The day in a cell. Raises RejectedRow; `today` is Jakarta's."""
    if isinstance(cell, str):
        return _written_date(cell, today)
    if isinstance(cell, date):
        return cell
    raise RejectedRow("date", FilledText(_("“%(text)s” is not a date."), {"text": as_text(cell)}))


def _refuse_if_either_first(cell: CellValue) -> None:
    """Raise RejectedRow for a day that can be another one in a file with the month first.

    A spreadsheet that puts the day first has made such days of dates that had the month first,
    and has left as text those that it could not read.
    """
    if isinstance(cell, str):
        try:
            refuse_if_either_first(cell)
        except Unreadable as error:
            raise RejectedRow("date", error.reason) from error
    elif isinstance(cell, date) and is_either_first(cell.day, cell.month):
        raise RejectedRow("date", FilledText(EITHER_FIRST, {"text": str(cell)}))


@lru_cache(maxsize=4096)
def _written_date(text: str, today: date) -> date:
    if not visible_text(text):
        raise RejectedRow("date", _("The date is missing."))
    try:
        return read_date(text, today=today)
    except Unreadable as error:
        raise RejectedRow("date", error.reason) from error


def read_amount(field: str, cell: CellValue, blank: Decimal | None = None) -> Decimal:
    """The amount in a cell, `blank` for an empty one. Raises RejectedRow about `field`."""
    if isinstance(cell, Decimal):
        return cell
    text = as_text(cell)
    if not text and blank is not None:
        return blank
    if not text:
        raise RejectedRow(field, _("The amount is missing."))
    try:
        return _written_amount(text)
    except Unreadable as error:
        raise RejectedRow(field, error.reason) from error


_written_amount = lru_cache(maxsize=20_000)(stated_amount)


def _status(text: str) -> str:
    status = STATUSES.get(text.casefold())
    if status is None:
        reason = _("“%(text)s” is not a status: write approved, pending or declined.")
        raise RejectedRow("status", FilledText(reason, {"text": text}))
    return status
