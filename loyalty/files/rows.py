"""A row of a file, the same whether it stood in a JSON file, a CSV or a workbook."""

from collections.abc import Callable
from typing import NamedTuple

from crm.imports.cells import Reason
from loyalty.rules.files.outcomes import FieldValues, Rejected
from loyalty.rules.files.receipts import ReceiptRow
from loyalty.rules.files.registry import RegistryRow
from loyalty.rules.files.sales import SalesLine

FileRow = RegistryRow | SalesLine | ReceiptRow
RowJudge = Callable[[FieldValues], FileRow | Rejected]


class SourceRow(NamedTuple):
    """A row by its number, from 1 on, headings not counted: values by field, or why there are none.

    `repairs` names what was mended in it, `original` has the bytes that stood in the file.
    """

    number: int
    values: FieldValues | None
    repairs: tuple[str, ...]
    original: bytes
    reason: Reason | None


class JudgedRow(NamedTuple):
    """A row and what it states, or why it is rejected."""

    number: int
    outcome: FileRow | Rejected
    repairs: tuple[str, ...]
    original: bytes
