"""What was true of the rows of an upload, which were left out for it, and those as a file."""

from collections.abc import Iterator, Mapping, Sequence

from bson import ObjectId

from crm.imports.files import NumberedRow
from crm.imports.rejects import RejectedRow, RejectsFile
from crm.mongo.stored import store_new
from members.imports.file.table import UploadTable
from members.imports.scopes import SCOPE_LABELS
from members.models import RowScopes, SkippedRows
from members.rules.duplicates import Scope
from members.rules.mapping import CUSTOMER, PHONE

BY_PHONE = (
    Scope.PHONE_IN_FILE,
    Scope.PHONE_IN_DATABASE,
    Scope.PHONE_IN_PRODUCT,
    Scope.PHONE_ANYWHERE,
)


def note_skipped(import_id: ObjectId, last: int, rows: Sequence[tuple[int, Scope]]) -> None:
    """Write which rows of a part were left out. In the transaction that stores the part."""
    if rows:
        store_new([SkippedRows(import_id=import_id, last=last, rows=rows)])


def note_scopes(import_id: ObjectId, last: int, numbers: Mapping[str, list[int]]) -> None:
    """Write what is true of the rows of a part. In the transaction that stores the part."""
    if numbers:
        store_new([RowScopes(import_id=import_id, last=last, numbers=dict(numbers))])


def write_skipped(import_id: ObjectId, table: UploadTable, file: RejectsFile) -> None:
    """Write all rows that were left out into a file, with their own cells and the reason.

    Reads the file of the upload once more, if there are any. Raises UnreadableFile.
    """
    skipped = _skipped(import_id)
    number, scope = next(skipped, (0, None))
    rows: Iterator[NumberedRow] = table.rows() if scope else iter(())
    for row_number, cells in rows:
        if scope and row_number == number:
            file.add(row_number, cells, RejectedRow(_field(scope), SCOPE_LABELS[scope]))
            number, scope = next(skipped, (0, None))
        if not scope:
            return


def _skipped(import_id: ObjectId) -> Iterator[tuple[int, Scope | None]]:
    parts = SkippedRows.objects.filter(import_id=import_id).order_by("last")
    for part in parts.iterator():
        yield from ((number, Scope(scope)) for number, scope in part.rows)


def _field(scope: Scope) -> str:
    return PHONE if scope in BY_PHONE else CUSTOMER
