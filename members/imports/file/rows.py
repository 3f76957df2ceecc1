"""One row of an uploaded file: a member, or the reason why it is none."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from crm.imports.cells import CellValue, DamagedRow, as_texts, why_error, why_no_name
from crm.imports.rejects import RejectedRow
from crm.web.files.exports import unprotect
from members.rules.keys import customer_key
from members.rules.mapping import CUSTOMER, NAME, PHONE
from members.rules.phones import LostDigits, NotAPhone, phone_number
from members.rules.terms import terms_of

LONGEST_CELL, LONGEST_NAME, LONGEST_KEY = 1000, 120, 240
# A number from this on that ends with so many zeros was shown shortened and stored so.
LEAST_SHORTENED, LOST_ZEROS = 10**11, 10**6


class UploadedRow(NamedTuple):
    """A row as it is stored, but for what its database says of it."""

    number: int
    cells: list[str]
    customer_id: str
    customer_key: str
    name: str
    phone: str
    terms: list[str]

    @property
    def own_terms(self) -> list[str]:
        """Those of its customer and its phone."""
        customer = self.terms[:1] if self.customer_key else []
        return customer + self.terms[-1:] if self.phone else customer


class RowReader:
    """Reads rows whose fields stand at `places`; `targets` are the columns of the database."""

    def __init__(
        self, places: dict[str, int], targets: list[int], *, width: int, region: str
    ) -> None:
        self.places, self.targets, self.region = places, targets, region
        self.file_width, self.width = len(targets), width
        self.in_order = targets == list(range(width))

    def __call__(self, number: int, cells: list[CellValue] | DamagedRow) -> UploadedRow:
        """The member in `cells`. Raises RejectedRow."""
        if isinstance(cells, DamagedRow):
            raise RejectedRow("row", cells.reason)
        if len(cells) > self.file_width and any(cell != "" for cell in cells[self.file_width :]):
            raise RejectedRow("row", TOO_WIDE)
        texts = as_texts(cells[: self.file_width])
        together = "".join(texts)
        if "'" in together:
            texts = list(map(unprotect, texts))
        if len(together) > LONGEST_CELL and max(map(len, texts)) > LONGEST_CELL:
            raise RejectedRow("row", TOO_LONG)
        customer = self._customer(cells, texts)
        phone = self._phone(cells, texts)
        if not customer and not phone:
            raise RejectedRow("row", NOBODY)
        key = customer_key(customer) if customer else ""
        if len(key) > LONGEST_KEY:
            raise RejectedRow(CUSTOMER, TOO_LONG_FOR_AN_ID)
        name = _text_at(texts, self.places.get(NAME))[:LONGEST_NAME]
        terms = terms_of(texts, customer_key_of_row=key, name=name, phone=phone)
        return UploadedRow(number, self._placed(texts), customer, key, name, phone, terms)

    def _customer(self, cells: list[CellValue], texts: list[str]) -> str:
        place = self.places.get(CUSTOMER)
        text = _text_at(texts, place)
        if not text or place is None:
            return ""
        cell = cells[place]
        if why := why_no_name(text if isinstance(cell, str) else cell):
            raise RejectedRow(CUSTOMER, why)
        if len(text) > LONGEST_NAME:
            raise RejectedRow(CUSTOMER, TOO_LONG_FOR_AN_ID)
        return text

    def _phone(self, cells: list[CellValue], texts: list[str]) -> str:
        place = self.places.get(PHONE)
        text = _text_at(texts, place)
        if not text or place is None:
            return ""
        cell = cells[place]
        if not isinstance(cell, str) and _is_shortened(text):
            raise RejectedRow(PHONE, LOST_DIGITS)
        if not text.isdecimal() and (why := why_error(cell)):
            raise RejectedRow(PHONE, why)
        try:
            return phone_number(text, self.region)
        except LostDigits as lost:
            raise RejectedRow(PHONE, LOST_DIGITS) from lost
        except NotAPhone as reason:
            raise RejectedRow(PHONE, NO_PHONE) from reason

    def _placed(self, texts: list[str]) -> list[str]:
        """The cells in the order of the database's columns."""
        if self.in_order:
            return texts + [""] * (self.width - len(texts))
        placed = [""] * self.width
        for target, text in zip(self.targets, texts, strict=False):
            placed[target] = text
        return placed


def _text_at(texts: list[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


def _is_shortened(text: str) -> bool:
    """Whether a number of a spreadsheet has lost its last digits."""
    if not text.isdecimal():
        return False
    number = int(text)
    return number >= LEAST_SHORTENED and number % LOST_ZEROS == 0


LOST_DIGITS = _(
    "The phone lost digits: a spreadsheet has shortened the number. Format the column as text and "
    "enter it again."
)
NO_PHONE = _("This is no phone number.")
NOBODY = _("The row names neither a customer nor a phone.")
TOO_WIDE = _("The row has more cells than the heading.")
TOO_LONG = _("A cell is longer than 1,000 characters.")
TOO_LONG_FOR_AN_ID = _("A customer’s id has 120 characters at most.")
